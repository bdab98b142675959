package dev.tidemark.control.demo;

import dev.tidemark.checkpoint.CheckpointProfile;
import dev.tidemark.control.Environment;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.freshness.EndOffsets;
import dev.tidemark.control.freshness.Staleness;
import dev.tidemark.control.run.JobPlan;
import dev.tidemark.control.run.LocalJob;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** One live table of the demo: its job, and what is to be said about it. */
final class DemoTable implements AutoCloseable {
  private static final String RUN = "r1";
  private final TableName name;
  private final LocalJob job;

  private DemoTable(TableName name, LocalJob job) {
    this.name = name;
    this.job = job;
  }

  /** Starts the table's run, or lets that of an earlier demo go on. */
  static DemoTable start(
      String definition, Path folder, Environment environment, CheckpointProfile profile)
      throws InterruptedException {
    TableName name = Definitions.builtIn(definition).name();
    RunRecord record = RunRecord.in(folder, name, RUN);
    var plan =
        new JobPlan(
            definition, RUN, profile.profileName(), 2, null, record.restorePoint().orElse(null));
    return new DemoTable(name, LocalJob.start(plan, record, environment));
  }

  TableName name() {
    return name;
  }

  LocalJob job() {
    return job;
  }

  /** How stale it is and what its newest version holds, in two lines. */
  String report(Catalog catalog, EndOffsets ends) {
    Optional<Tidemark> mark;
    try {
      mark = LiveTable.open(catalog, TableArgument.identifier(name)).head("main");
    } catch (NoSuchTableException notYet) {
      mark = Optional.empty();
    }
    if (mark.isEmpty()) {
      return "%-20s no version yet%s"
          .formatted(name, job.trouble().map(trouble -> ": " + trouble).orElse(""));
    }
    return "%-20s %s  %s\n%-20s %s"
        .formatted(
            name,
            staleness(ends.of(mark.get(), Instant.now())),
            delay(mark.get()),
            "",
            tidemark(mark.get()));
  }

  private static String staleness(Staleness staleness) {
    return staleness instanceof Staleness.Unmeasurable unmeasurable
        ? "staleness unmeasurable, " + unmeasurable.reason()
        : "stale by " + age(staleness);
  }

  private static String age(Staleness staleness) {
    if (staleness instanceof Staleness.Measured measured) {
      return DurationText.of(measured.age());
    }
    if (staleness instanceof Staleness.AtLeast atLeast) {
      return DurationText.of(atLeast.age()) + " or more";
    }
    return "?";
  }

  private static String delay(Tidemark mark) {
    DelayQuantiles delay = mark.delay();
    return delay == null
        ? ""
        : "records visible after %s (p50), %s (p99)"
            .formatted(text(delay.p50()), text(delay.p99()));
  }

  private static String text(long millis) {
    return DurationText.of(Duration.ofMillis(millis));
  }

  private static String tidemark(Tidemark mark) {
    return "epoch %d holds every event before %s  (%d in, %d rejected)"
        .formatted(mark.epoch(), Frame.offsets(mark), mark.consumed(), mark.rejected());
  }

  /** The same for a terminal, with so many of its newest versions. */
  TableView view(Catalog catalog, EndOffsets ends, int versions) {
    String trouble = job.trouble().orElse(null);
    try {
      LiveTable live = LiveTable.open(catalog, TableArgument.identifier(name));
      List<Version.Stamped> newest = new ArrayList<>();
      for (Version version : live.history("main")) {
        if (newest.size() == versions) {
          break;
        }
        if (version instanceof Version.Stamped stamped) {
          newest.add(stamped);
        }
      }
      String stale = newest.isEmpty() ? "" : age(ends.of(newest.get(0).tidemark(), Instant.now()));
      return new TableView(
          name.toString(),
          live.lead().orElse(null),
          stale,
          newest,
          live.quarantinedRows(),
          trouble);
    } catch (NoSuchTableException notYet) {
      return new TableView(name.toString(), null, "", List.of(), 0, trouble);
    }
  }

  @Override
  public void close() {
    job.close();
  }
}
