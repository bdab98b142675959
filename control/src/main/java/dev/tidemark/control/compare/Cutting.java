package dev.tidemark.control.compare;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.Cuts;
import dev.tidemark.lineage.Cuts.Progress;
import dev.tidemark.lineage.LiveTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** Waits until one of two runs has stood still where a version of the other one ends. */
final class Cutting {
  private static final long LOOK_EVERY_MILLIS = 200;

  private final Console console;
  private final TableIdentifier table;
  private final Cuts cuts;
  private final Duration within;
  private long spoken;

  Cutting(Console console, Catalog catalog, TableIdentifier table, Wish wish) {
    this.console = console;
    this.table = table;
    this.within = wish.within();
    this.cuts = Cuts.of(catalog, table, within, wish.by());
  }

  /** How long it may take, and who wants it. */
  record Wish(Duration within, String by) {}

  /**
   * Gives the tags of a pair that holds the same events, in the order of {@code a} and {@code b}.
   *
   * @param a a run, or main for the one that leads
   * @param b the other
   */
  List<String> tags(LiveTable live, String a, String b) throws InterruptedException {
    String one = run(live, a);
    String other = run(live, b);
    if (one.equals(other)) {
      throw new CommandFailure(
          "%s and %s are the same run, %s; give --cut two runs.".formatted(a, b, one));
    }
    boolean secondLeads = live.lead().filter(other::equals).isPresent();
    Progress.Made made = secondLeads ? make(one, other) : make(other, one);
    console.note(
        "%s stood still where a version of %s ends; both are kept as %s and %s."
            .formatted(
                secondLeads ? one : other, secondLeads ? other : one, made.still(), made.other()));
    return secondLeads ? List.of(made.still(), made.other()) : List.of(made.other(), made.still());
  }

  private static String run(LiveTable live, String asked) {
    if (!asked.equals("main")) {
      return asked;
    }
    return live.lead()
        .orElseThrow(
            () ->
                CommandFailure.refused(
                    "Cannot make a cut of main: %s is held, so no run leads. Give two runs; tidemark runs %s lists them."
                        .formatted(live.name(), live.name())));
  }

  private Progress.Made make(String still, String other) throws InterruptedException {
    long begun = System.nanoTime();
    try (var unused = new AtExit("end of the cut", () -> cuts.release(still))) {
      while (true) {
        Progress progress = cuts.step(still, other);
        if (progress instanceof Progress.Made made) {
          return made;
        }
        if (System.nanoTime() - begun > within.toNanos()) {
          throw late(still, other, progress);
        }
        speak(text(still, other, progress));
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      }
    } finally {
      cuts.release(still);
    }
  }

  private CommandFailure late(String still, String other, Progress progress) {
    return CommandFailure.refused(
        "%s/%s and %s did not stand at the same events within %s: %s. See with tidemark status %s that both jobs run; only a run started by tidemark replay stands still. For one that is far behind, pass --within."
            .formatted(
                table, still, other, DurationText.of(within), text(still, other, progress), table));
  }

  private void speak(String text) {
    long now = System.nanoTime();
    if (spoken == 0 || now - spoken > console.progressEvery().toNanos()) {
      spoken = now;
      console.progress(text);
    }
  }

  private static String text(String still, String other, Progress progress) {
    if (progress instanceof Progress.Ahead ahead) {
      return "%s has read %,d events that no version of %s holds yet"
          .formatted(still, ahead.events(), other);
    }
    Progress.Asked asked = (Progress.Asked) progress;
    return "%s has %,d events to read up to version %d of %s"
        .formatted(still, asked.eventsLeft(), asked.snapshotId(), other);
  }
}
