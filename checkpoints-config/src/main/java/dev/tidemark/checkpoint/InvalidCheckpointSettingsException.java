package dev.tidemark.checkpoint;

import java.util.List;

/** Settings that a run cannot keep its promises with; says all problems at once. */
public final class InvalidCheckpointSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidCheckpointSettingsException(List<String> problems) {
    super(
        "Cannot run with these checkpoint settings: %d %s. Use one of the profiles %s.\n  %s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "problem" : "problems",
                String.join(", ", CheckpointProfile.names()),
                String.join("\n  ", problems)));
  }
}
