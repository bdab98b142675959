package dev.tidemark.bench.throughput;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Trial;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.bench.table.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;

/**
 * Lets both sides write a loaded topic into a table, in turns, and changes who goes first with
 * every pair: a machine that warms up or slows down then favours neither.
 */
public final class ThroughputBench {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PROFILE = "second";

  private final JobPlace place;
  private final String topic;
  private final long records;
  private final int erased;
  private final Progress progress;

  /**
   * @param topic holds events 0 to {@code records}
   * @param erased persons, none of whom has a row, in our table's ledger: what a commit costs that
   *     looks for them
   */
  public ThroughputBench(
      JobPlace place, String topic, long records, int erased, Progress progress) {
    this.place = place;
    this.topic = topic;
    this.records = records;
    this.erased = erased;
    this.progress = progress;
  }

  /**
   * Runs the pairs.
   *
   * @param kind {@code append} or {@code upsert}
   */
  public List<ThroughputTrial> run(String kind, int pairs)
      throws IOException, InterruptedException {
    List<ThroughputTrial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean ours = pair % 2 == 0;
      trials.add(trial(kind, ours ? Side.TIDEMARK : Side.PLAIN, pair));
      trials.add(trial(kind, ours ? Side.PLAIN : Side.TIDEMARK, pair));
    }
    return trials;
  }

  private ThroughputTrial trial(String kind, Side side, int pair)
      throws IOException, InterruptedException {
    double load = Progress.load();
    try (Trial job = Trial.start(place, side, kind, topic, kind + "-" + pair, PROFILE)) {
      Table table = job.awaitTable();
      if (side == Side.TIDEMARK && erased > 0) {
        job.erase(erased);
      }
      List<Sighting> sightings = new BranchWatch(job, table, LOOK_EVERY).until(records, PATIENCE);
      ThroughputTrial trial = ThroughputTrial.of(side, pair, sightings, load);
      progress.say(
          "%s %d, %s: %.0f records/s, %.2f CPU-s per million, %d snapshots (load %.1f)",
          kind,
          pair + 1,
          side.id(),
          trial.recordsPerSecond(),
          trial.cpuSecondsPerMillion(),
          trial.snapshots(),
          load);
      job.stop();
      check(kind, side, table);
      return trial;
    }
  }

  private void check(String kind, Side side, Table table) {
    table.refresh();
    if (kind.equals("append")) {
      Checks.appended(table, records);
    } else {
      Checks.upserted(table, records);
    }
    if (side == Side.TIDEMARK) {
      Checks.stamped(table, records);
    }
  }
}
