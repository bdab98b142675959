package dev.tidemark.control.runs;

import dev.tidemark.control.TextTable;
import dev.tidemark.control.quota.ByteRate;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.RunQuota;
import dev.tidemark.lineage.Tidemark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Runs for people, a line each. */
public final class RunsText {
  private RunsText() {}

  /**
   * The lines, the first with the names of the columns; last, how fast replays may read and what
   * Kafka lets them have.
   */
  public static List<String> lines(List<RunFacts> runs, Instant now) {
    var table =
        new TextTable(
            "RUN",
            "LEADS",
            "JOB",
            "-EPOCH",
            "-BEHIND",
            "COMMITTED",
            "DEFINITION",
            "EXCLUDED",
            "BEGAN AT");
    for (RunFacts facts : runs) {
      table.add(
          facts.run().id(),
          facts.run().leads() ? "leads" : "",
          facts.jobSeen() ? "runs" : "not here",
          facts.ownEpoch() ? facts.run().head().map(Tidemark::epoch).orElse(0L) : "none",
          "%,d".formatted(PartitionLag.total(facts.behind())),
          facts.lastCommit().map(at -> ago(at, now)).orElse("never"),
          definition(facts),
          excluded(facts.run().exclusions().size()),
          facts.run().origin());
    }
    List<String> lines = new ArrayList<>(table.lines());
    for (RunFacts facts : runs) {
      facts.pace().forEach(topic -> lines.add(topic.text(facts.run().id())));
      RunQuota quota = facts.run().quota();
      if (quota != null) {
        lines.add(
            "%s gets at most %s from each broker of Kafka"
                .formatted(quota.run(), ByteRate.of(quota.bytesPerSecond())));
      }
    }
    return lines;
  }

  private static String excluded(int ranges) {
    return switch (ranges) {
      case 0 -> "";
      case 1 -> "1 range";
      default -> ranges + " ranges";
    };
  }

  private static String definition(RunFacts facts) {
    Boolean same = facts.sameDefinition();
    if (same == null) {
      return "";
    }
    return same
        ? "as readers see"
        : "other: " + facts.run().head().map(Tidemark::definition).orElse("");
  }

  /** How long ago, in a unit that fits. */
  public static String ago(Instant at, Instant now) {
    long seconds = Math.max(0, Duration.between(at, now).toSeconds());
    return seconds >= 600
        ? "%,d min ago".formatted(seconds / 60)
        : DurationText.of(Duration.ofSeconds(seconds)) + " ago";
  }
}
