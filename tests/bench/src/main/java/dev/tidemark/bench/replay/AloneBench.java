package dev.tidemark.bench.replay;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.bench.table.Sighting;
import dev.tidemark.lineage.Tidemark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;

/**
 * How fast a replay is when nobody suffers by it: the same topic by {@code tidemark run} into a
 * fresh table and by {@code tidemark replay} beside a lead that is complete and whose job is ended,
 * in turns. Each pair begins with the other one.
 */
public final class AloneBench {
  private static final String TOPIC = "bench-alone";
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ReplayPlace place;
  private final long records;
  private final Progress progress;
  private int tables;

  public AloneBench(ReplayPlace place, long records, Progress progress) {
    this.place = place;
    this.records = records;
    this.progress = progress;
  }

  /** Runs the pairs; one run before them makes the first table and is not counted. */
  public List<ReplayTrial> run(int pairs) throws IOException, InterruptedException {
    progress.say("Loading %,d records into %s", records, TOPIC);
    place.feed().create(TOPIC);
    place.feed().load(TOPIC, records);
    fresh(-1);
    List<ReplayTrial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      if (pair % 2 == 0) {
        trials.add(fresh(pair));
        trials.add(replay(pair));
      } else {
        trials.add(replay(pair));
        trials.add(fresh(pair));
      }
    }
    return trials;
  }

  private ReplayTrial fresh(int pair) throws IOException, InterruptedException {
    String table = "alone_" + ++tables;
    Path definition = place.define(table, TOPIC);
    return trial("run", pair, table, "run", definition.toString(), "--json");
  }

  private ReplayTrial replay(int pair) throws IOException, InterruptedException {
    String table = "alone_" + tables;
    return trial("replay", pair, table, "replay", "bench." + table, "--json");
  }

  private ReplayTrial trial(String kind, int pair, String table, String... words)
      throws IOException, InterruptedException {
    double load = Progress.load();
    try (TypedRun run = TypedRun.start(place.commands(), place.output(kind), words)) {
      run.awaitRunning();
      long millis = System.currentTimeMillis();
      long begun = System.nanoTime();
      double cpu = run.cpuSeconds();
      Table written = place.awaitTable(run, table);
      List<Sighting> seen =
          new BranchWatch(run, written, "run_" + run.id(), LOOK_EVERY).until(records, PATIENCE);
      double visible = (System.nanoTime() - begun) / 1e9;
      Tidemark last = Tidemark.of(seen.get(seen.size() - 1).snapshot()).orElseThrow();
      double read = (last.times().read() - millis) / 1e3;
      ReplayTrial trial =
          new ReplayTrial(kind, pair, records, read, visible, run.cpuSeconds() - cpu, load);
      progress.say(
          "%s %d: %,.0f records/s, %,.0f until visible, %,.0f per CPU second, %d versions (load"
              + " %.1f)",
          kind,
          pair + 1,
          trial.perSecond(),
          trial.visiblePerSecond(),
          trial.perCpuSecond(),
          seen.size(),
          load);
      return trial;
    }
  }
}
