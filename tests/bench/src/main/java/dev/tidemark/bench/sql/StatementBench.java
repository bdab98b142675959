package dev.tidemark.bench.sql;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.freshness.Checkpoints;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Trial;
import dev.tidemark.bench.sql.SqlTrial.Course;
import dev.tidemark.bench.sql.SqlTrial.Course.Running;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Lets both sides execute a statement over loaded topics, in turns; each pair begins the other way.
 */
public final class StatementBench {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HEAP = "2g";

  /** Flink's word in the log when a task has its state and begins to read. */
  private static final String BEGINS = "from INITIALIZING to RUNNING";

  private final SqlPlace place;
  private final Topics topics;
  private final Progress progress;

  public StatementBench(SqlPlace place, Topics topics, Progress progress) {
    this.place = place;
    this.topics = topics;
    this.progress = progress;
  }

  /** Runs the pairs. */
  public List<SqlTrial> run(Statement statement, int pairs)
      throws IOException, InterruptedException {
    List<SqlTrial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean ours = pair % 2 == 0;
      trials.add(trial(statement, ours ? Side.TIDEMARK : Side.PLAIN, pair));
      trials.add(trial(statement, ours ? Side.PLAIN : Side.TIDEMARK, pair));
    }
    return trials;
  }

  private SqlTrial trial(Statement statement, Side side, int pair)
      throws IOException, InterruptedException {
    double load = Progress.load();
    try (Trial job = start(statement, side, pair)) {
      Running begun = awaitRunning(job);
      Table table = job.awaitTable();
      Rows rows = new Rows(statement, topics);
      BranchWatch watch = new BranchWatch(job, table, LOOK_EVERY);
      rows.await(watch, table, PATIENCE);
      Course course = new Course(begun, watch.sightings(), Checkpoints.in(job.log()).completed());
      job.stop();
      rows.check(table, side);
      SqlTrial trial = SqlTrial.of(side, pair, load, rows.read(), course);
      progress.say(
          "sql %s %d, %s: %.0f records per CPU-s, %.0f records/s, state %d bytes, checkpoint %d ms,"
              + " %d snapshots, rows checked (load %.1f)",
          statement.id(),
          pair + 1,
          side.id(),
          trial.recordsPerCpuSecond(),
          trial.recordsPerSecond(),
          trial.stateBytes(),
          trial.checkpointMillis(),
          trial.snapshots(),
          load);
      return trial;
    }
  }

  private Trial start(Statement statement, Side side, int pair) throws IOException {
    String name = "sql-%s-%d-%s".formatted(statement.id(), pair, side.id());
    Path folder = Files.createDirectories(place.jobs().folder().resolve(name));
    String table = "bench." + name.replace('-', '_');
    Path script = folder.resolve("job.sql");
    Files.writeString(
        script, Script.of(place.jobs(), side, statement, new Script.Names(topics, table), folder));
    ChildProcess process =
        ChildJvm.builder("The %s job of %s".formatted(side.id(), table))
            .classpath(place.classpath().get(side))
            .mainClass(SqlJob.class.getName())
            .args(List.of(script.toString()))
            .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
            .jvmArgs(
                place.jobs().jvmArgs().stream().map(arg -> arg.replace("%p", folder + "")).toList())
            .heap(HEAP)
            .systemProperty("log4j.configurationFile", place.jobs().logSettings().toString())
            .logFile(folder.resolve("job.log"))
            .start();
    return new Trial(side, TableIdentifier.parse(table), place.jobs().openCatalog(), process);
  }

  private static Running awaitRunning(Trial job) throws IOException, InterruptedException {
    while (!Files.readString(job.log()).contains(BEGINS)) {
      job.failIfDead();
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    return new Running(
        System.nanoTime(), job.handle().info().totalCpuDuration().orElse(Duration.ZERO));
  }
}
