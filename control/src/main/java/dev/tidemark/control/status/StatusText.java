package dev.tidemark.control.status;

import dev.tidemark.control.Console;
import dev.tidemark.control.freshness.TopicEnds.Waiting;
import dev.tidemark.control.runs.RunsText;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.Hold;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.Tidemark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's status for people. */
final class StatusText {
  /** From here on a lead that commits nothing while events wait is worth a word. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Console console;
  private final Instant now;

  StatusText(Console console, Instant now) {
    this.console = console;
    this.now = now;
  }

  List<String> lines(TableStatus status) {
    List<String> lines = new ArrayList<>();
    String lead = status.lead();
    lines.add(
        console.styled(Console.Style.BOLD, status.table())
            + (lead == null ? console.styled(Console.Style.YELLOW, "  held") : "  led by " + lead));
    if (lead == null) {
      addHold(lines, status);
    }
    addReaders(lines, status);
    lines.add(
        "  quarantine   %,d rows written to %s, by all runs"
            .formatted(status.quarantined(), status.quarantine()));
    RunsText.lines(status.runs(), now).forEach(line -> lines.add("  " + line));
    lines.add("");
    return lines;
  }

  private void addHold(List<String> lines, TableStatus status) {
    Hold held = status.held();
    if (held == null) {
      lines.add("  no run leads it");
    } else {
      lines.add("  why          " + (held.why().isEmpty() ? "no reason was given" : held.why()));
      lines.add(
          "  since        %s, by %s"
              .formatted(held.since().truncatedTo(ChronoUnit.SECONDS), held.by()));
    }
    lines.add("  what next    " + console.advising(status.next()));
  }

  private void addReaders(List<String> lines, TableStatus status) {
    Tidemark shown = status.shown();
    if (shown == null) {
      lines.add("  readers see  the empty beginning");
      return;
    }
    Long commit = shown.times().commit();
    lines.add(
        "  readers see  run %s, epoch %d%s%s"
            .formatted(
                shown.run(),
                shown.epoch(),
                commit == null
                    ? ""
                    : ", committed " + RunsText.ago(Instant.ofEpochMilli(commit), now),
                delay(shown)));
    lines.add("  waiting      " + waiting(status, commit));
  }

  private static String delay(Tidemark shown) {
    return shown.delay() == null
        ? ""
        : "; records visible after %s (p50), %s (p99)"
            .formatted(
                DurationText.of(Duration.ofMillis(shown.delay().p50())),
                DurationText.of(Duration.ofMillis(shown.delay().p99())));
  }

  private String waiting(TableStatus status, @Nullable Long commit) {
    if (status.waiting() instanceof Waiting.Unknown unknown) {
      return "unknown, " + unknown.reason();
    }
    long events = PartitionLag.total(((Waiting.Known) status.waiting()).events());
    if (events == 0) {
      return "nothing: readers see every event of the topics";
    }
    boolean silent =
        status.lead() != null
            && commit != null
            && Duration.between(Instant.ofEpochMilli(commit), now).compareTo(LONG) > 0;
    return "%,d events in the topics%s"
        .formatted(
            events,
            silent
                ? ", but %s has committed nothing for long; see that its job runs"
                    .formatted(status.lead())
                : "");
  }
}
