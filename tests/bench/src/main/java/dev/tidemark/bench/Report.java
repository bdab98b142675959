package dev.tidemark.bench;

import dev.tidemark.bench.commit.CommitTimes;
import dev.tidemark.bench.freshness.FreshnessTrial;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Sided;
import dev.tidemark.bench.sql.SqlTrial;
import dev.tidemark.bench.throughput.ThroughputTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Results as Markdown: medians with the smallest and largest value behind them. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  private Report() {}

  /** What was run, when and where. */
  static String head(String command, String begun, Machine machine) {
    Report report = new Report();
    report.line("`%s`, %s; %s", command, begun, machine.describe());
    return report.text.toString();
  }

  static String throughputs(String kind, List<ThroughputTrial> trials) {
    Report report = new Report();
    report.throughput(kind, trials);
    return report.text.toString();
  }

  static String statements(String kind, List<SqlTrial> trials) {
    Report report = new Report();
    report.sql(kind, trials);
    return report.text.toString();
  }

  static String freshnesses(String profile, List<FreshnessTrial> trials) {
    Report report = new Report();
    report.freshness(profile, trials);
    return report.text.toString();
  }

  static String commitTimes(List<CommitTimes> commits) {
    Report report = new Report();
    report.commits(commits);
    return report.text.toString();
  }

  private void throughput(String kind, List<ThroughputTrial> trials) {
    line("");
    line("### Throughput, %s (%d pairs)", kind, trials.size() / 2);
    line("");
    line("| | tidemark | plain IcebergSink | tidemark / plain, by pair |");
    line("|---|---|---|---|");
    row("records/s", trials, ThroughputTrial::recordsPerSecond, "%.0f");
    row("records/s with the last epoch", trials, ThroughputTrial::toTheEndPerSecond, "%.0f");
    row("CPU-s per million records", trials, ThroughputTrial::cpuSecondsPerMillion, "%.2f");
    row("load average before", trials, ThroughputTrial::load, "%.1f");
  }

  private void sql(String kind, List<SqlTrial> trials) {
    line("");
    line("### SQL, %s (%d pairs)", kind, trials.size() / 2);
    line("");
    line("| | tidemark | plain Flink SQL | tidemark / plain, by pair |");
    line("|---|---|---|---|");
    row("records per CPU second", trials, SqlTrial::recordsPerCpuSecond, "%.0f");
    row("records/s", trials, SqlTrial::recordsPerSecond, "%.0f");
    row("records/s without first and last epoch", trials, SqlTrial::steadyPerSecond, "%.0f");
    row("snapshots", trials, SqlTrial::snapshots, "%.0f");
    row("state, KB", trials, trial -> trial.stateBytes() / 1e3, "%.0f");
    row("checkpoint, median ms", trials, SqlTrial::checkpointMillis, "%.0f");
    row("checkpoint, longest ms", trials, SqlTrial::longestCheckpointMillis, "%.0f");
    row("load average before", trials, SqlTrial::load, "%.1f");
  }

  private <T extends Sided> void row(
      String what, List<T> trials, ToDoubleFunction<T> value, String format) {
    List<Double> ours = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    for (T trial : trials) {
      (trial.side() == Side.TIDEMARK ? ours : plain).add(value.applyAsDouble(trial));
    }
    line(
        "| %s | %s | %s | %s |",
        what,
        Spread.of(ours).text(format),
        Spread.of(plain).text(format),
        ratios(ours, plain).text("%.3f"));
  }

  /** Pair by pair: what the machine did meanwhile is mostly the same for both. */
  private static Spread ratios(List<Double> ours, List<Double> plain) {
    List<Double> ratios = new ArrayList<>();
    for (int pair = 0; pair < ours.size(); pair++) {
      ratios.add(plain.get(pair) == 0 ? Double.NaN : ours.get(pair) / plain.get(pair));
    }
    return Spread.of(ratios);
  }

  private void freshness(String profile, List<FreshnessTrial> trials) {
    line("");
    line("### Freshness, checkpoint profile %s, ms from record timestamp to visible", profile);
    line("");
    line("| pair | side | records | p50 | p90 | p99 | max | CPU-s | load average before |");
    line("|---|---|---|---|---|---|---|---|---|");
    for (FreshnessTrial t : trials) {
      line(
          "| %d | %s | %d | %d | %d | %d | %d | %.1f | %.1f |",
          t.pair() + 1,
          t.side().id(),
          t.records(),
          t.p50(),
          t.p90(),
          t.p99(),
          t.max(),
          t.cpuSeconds(),
          t.load());
    }
    trials.forEach(this::steps);
  }

  private void steps(FreshnessTrial trial) {
    line("");
    line("Steps of an epoch, %s, pair %d, ms:", trial.side().id(), trial.pair() + 1);
    line("");
    line("| step | p50 | p90 | p99 | max |");
    line("|---|---|---|---|---|");
    trial
        .steps()
        .forEach(
            (name, step) ->
                line(
                    "| %s | %d | %d | %d | %d |",
                    name, step.p50(), step.p90(), step.p99(), step.max()));
  }

  private void commits(List<CommitTimes> commits) {
    line("");
    line("### Commit, ms, by retained snapshots; behind each the ratio to the shortest history");
    line("");
    line("| committer | snapshots | until visible | until ready for the next | CPU |");
    line("|---|---|---|---|---|");
    for (CommitTimes times : commits) {
      CommitTimes shortest =
          commits.stream()
              .filter(other -> other.committer().equals(times.committer()))
              .findFirst()
              .orElseThrow();
      line(
          "| %s | %d | %s, %.2f | %s, %.2f | %s, %.2f |",
          times.committer(),
          times.snapshots(),
          times.visible().text("%.1f"),
          times.visible().median() / shortest.visible().median(),
          times.call().text("%.1f"),
          times.call().median() / shortest.call().median(),
          times.cpu().text("%.1f"),
          times.cpu().median() / shortest.cpu().median());
    }
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
