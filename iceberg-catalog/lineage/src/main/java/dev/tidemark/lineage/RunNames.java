package dev.tidemark.lineage;

import java.util.Optional;

/** What a run may be called, and the branch that its name gives. */
final class RunNames {
  private static final String PREFIX = "run_";

  private RunNames() {}

  /** Branch names go into SQL ({@code table.branch_run_r1}); hence the narrow alphabet. */
  static String check(String run) {
    if (!run.matches("[a-z0-9][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "Run id \"%s\" does not fit; use 1 to 63 lower-case letters, digits and underscores, beginning with a letter or digit."
              .formatted(run));
    }
    return run;
  }

  static String branch(String run) {
    return PREFIX + check(run);
  }

  /** The run that a branch would belong to; empty for {@code main} and branches of other tools. */
  static Optional<String> ofBranch(String branch) {
    return branch.startsWith(PREFIX)
        ? Optional.of(branch.substring(PREFIX.length()))
        : Optional.empty();
  }
}
