package dev.tidemark.bench;

import dev.tidemark.bench.replay.BesideTrial;
import dev.tidemark.bench.replay.EpochSteps;
import dev.tidemark.bench.replay.MoveTimes;
import dev.tidemark.bench.replay.ReplayTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured of replays, as Markdown. */
final class ReplayReport {
  private ReplayReport() {}

  static String alone(List<ReplayTrial> trials) {
    StringBuilder text = new StringBuilder();
    line(text, "");
    line(text, "### Alone, %,d records (%d pairs)", trials.get(0).records(), trials.size() / 2);
    line(text, "");
    line(text, "| | replay | run into a fresh table | replay / run, by pair |");
    line(text, "|---|---|---|---|");
    row(text, "records/s until the last is read", trials, ReplayTrial::perSecond);
    row(text, "records/s until the last is visible", trials, ReplayTrial::visiblePerSecond);
    row(text, "records per CPU second", trials, ReplayTrial::perCpuSecond);
    row(text, "load average before", trials, ReplayTrial::load);
    return text.toString();
  }

  private static void row(
      StringBuilder text,
      String what,
      List<ReplayTrial> trials,
      ToDoubleFunction<ReplayTrial> value) {
    List<Double> replays = of("replay", trials, value);
    List<Double> runs = of("run", trials, value);
    List<Double> ratios = new ArrayList<>();
    for (int pair = 0; pair < replays.size(); pair++) {
      ratios.add(replays.get(pair) / runs.get(pair));
    }
    String format = what.startsWith("load") ? "%.1f" : "%,.0f";
    line(
        text,
        "| %s | %s | %s | %s |",
        what,
        Spread.of(replays).text(format),
        Spread.of(runs).text(format),
        Spread.of(ratios).text("%.2f"));
  }

  private static List<Double> of(
      String kind, List<ReplayTrial> trials, ToDoubleFunction<ReplayTrial> value) {
    return trials.stream()
        .filter(trial -> trial.kind().equals(kind))
        .map(value::applyAsDouble)
        .toList();
  }

  /** Each trial with a replay has the stretch without one right before it. */
  static String beside(List<BesideTrial> trials) {
    StringBuilder text = new StringBuilder();
    line(text, "");
    line(text, "### Beside a live table, ms from its records' timestamps to visible");
    line(text, "");
    line(
        text,
        "| pair | replay | live p50 | p99 | max | p99 / without | p99 while it starts | replay"
            + " records/s | ends | load average before |");
    line(text, "|---|---|---|---|---|---|---|---|---|---|");
    BesideTrial without = trials.get(0);
    for (BesideTrial trial : trials) {
      boolean beside = !trial.kind().equals("without");
      without = beside ? without : trial;
      line(
          text,
          "| %d | %s | %d | %d | %d | %s | %s | %s | %s | %.1f |",
          trial.pair() + 1,
          trial.kind(),
          trial.p50(),
          trial.p99(),
          trial.max(),
          beside ? "%.2f".formatted((double) trial.p99() / without.p99()) : "",
          trial.startingP99() == null ? "" : trial.startingP99().toString(),
          beside ? String.format(Locale.ROOT, "%,.0f", trial.replayPerSecond()) : "",
          beside ? end(trial) : "",
          trial.load());
    }
    line(text, "");
    line(
        text, "The slowest epochs, ms of their oldest record's way, each step from the one before");
    line(text, "");
    line(
        text,
        "| pair | replay | epoch | to the barrier | to the checkpoint's end | to its commit |"
            + " to the snapshot | to the reader |");
    line(text, "|---|---|---|---|---|---|---|---|");
    trials.forEach(trial -> trial.slowest().forEach(epoch -> line(text, trial, epoch)));
    return text.toString();
  }

  private static void line(StringBuilder text, BesideTrial trial, EpochSteps epoch) {
    line(
        text,
        "| %d | %s | %d | %d | %d | %d | %d | %d |",
        trial.pair() + 1,
        trial.kind(),
        epoch.epoch(),
        epoch.toBarrier(),
        epoch.toComplete(),
        epoch.toCommit(),
        epoch.toSnapshot(),
        epoch.toSeen());
  }

  private static String end(BesideTrial trial) {
    return trial.caughtUp()
        ? String.format(Locale.ROOT, "after %.0f s", trial.seconds())
        : String.format(
            Locale.ROOT, "not within %.0f s (%,d read)", trial.seconds(), trial.replayed());
  }

  static String moves(List<MoveTimes> times) {
    StringBuilder text = new StringBuilder();
    line(text, "");
    line(text, "### Moves, seconds of the whole command");
    line(text, "");
    line(text, "| command | data files | seconds |");
    line(text, "|---|---|---|");
    times.forEach(
        move ->
            line(
                text,
                "| %s | %,d | %s |",
                move.command(),
                move.dataFiles(),
                move.seconds().text("%.2f")));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
