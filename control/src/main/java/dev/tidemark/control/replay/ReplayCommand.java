package dev.tidemark.control.replay;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.freshness.EndOffsetWatch;
import dev.tidemark.control.horizon.BeginningOfTopics;
import dev.tidemark.control.horizon.PointChoice;
import dev.tidemark.control.quota.ReplayQuota;
import dev.tidemark.control.retention.HorizonCheck;
import dev.tidemark.control.run.JobPlan;
import dev.tidemark.control.run.LocalJob;
import dev.tidemark.control.run.RunCommand;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.control.run.Submission;
import dev.tidemark.control.run.Target;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.MissingEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark replay}: rebuilds a table beside the live one. */
@Command(
    name = "replay",
    description = {
      "Rebuild a table beside the live one, on a branch of its own: from its topics' earliest events,"
          + " or from a recovery point.",
      "The run catches up and then stays live; main does not move. While it is behind, its rate follows",
      "the freshness of the live table. A local run is a process that ends with this command; the same",
      "command with --run lets it go on."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark replay order_lines",
      "  tidemark replay shop.order_lines --parallelism 4 --max-rate 50000",
      "  tidemark replay shop.order_lines --quota 10MB/s",
      "  tidemark replay order_lines --exclude order-lines:0:4100-4250 --reason 'price 0'",
      "  tidemark replay order_lines --from -2h --exclude order-lines:0:4100-4250 --reason 'price 0'",
      "  tidemark replay order_lines --run r2 --target cluster"
    })
public final class ReplayCommand implements Callable<Integer> {
  /** What the run's rate follows while it is behind. */
  enum Pace {
    live,
    free
  }

  private static final String REPLAY = "replay";
  private static final Duration WATCH_EVERY = Duration.ofMillis(500);

  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String tableName = "";

  @Option(names = "--run", description = "Id; default the next free one of r2, r3, …")
  private @Nullable String run;

  @Option(
      names = "--definition",
      paramLabel = "FOLDER",
      description = "Default the one that the table's runs were started with.")
  private @Nullable String definition;

  @Option(names = "--parallelism", defaultValue = "2", description = "Default ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-profile",
      defaultValue = "second",
      description = "Once it has caught up; default ${DEFAULT-VALUE}.")
  private String profile = "second";

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      description = "Never more events a second than this while it is behind.")
  private @Nullable Integer maxRate;

  @Option(
      names = "--quota",
      paramLabel = "RATE",
      description = {
        "Have Kafka's brokers hold it back too: at most this from each broker, like 10MB/s, until it",
        "is promoted or retired. none ends that of an earlier start."
      })
  private @Nullable String quota;

  @Option(
      names = "--pace",
      defaultValue = "live",
      description = {
        "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
        "live yields to the live table; free goes as fast as it can."
      })
  private Pace pace = Pace.live;

  @Option(
      names = "--from",
      paramLabel = "VERSION|TIME",
      description = {
        "Begin at the newest recovery point up to a version, or up to a time, instead of at the",
        "earliest events; see `tidemark horizon`. A time has a zone, or is like -10m."
      })
  private @Nullable String from;

  @Option(
      names = "--from-what-is-left",
      description = "Begin although topics no longer have the table's first events.")
  private boolean fromWhatIsLeft;

  @Option(
      names = "--target",
      description = "${COMPLETION-CANDIDATES}; default the profile's, else local.")
  private @Nullable Target target;

  @Option(names = "--json", description = "Print progress as a JSON object a line.")
  private boolean json;

  @Mixin private ExcludeOptions exclude = new ExcludeOptions();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    NumberOption.requireFrom(1, "--parallelism", parallelism);
    NumberOption.requireFrom(1, "--max-rate", maxRate);
    Environment environment = stack.environment();
    TableName name = TableArgument.name(tableName);
    try (var opened = OpenTable.of(environment, name)) {
      var replayed = new ReplayedTable(name, opened.table(), stack.folder());
      String id = run == null ? replayed.nextRun() : run;
      RunRecord record = replayed.record(id);
      RunCommand.refuseARetiredOne(opened.table(), id);
      requireAReplay(replayed, record);
      String chosen =
          replayed.definition(Optional.ofNullable(definition).or(record::definition).orElse(null));
      BeginningOfTopics beginning = BeginningOfTopics.of(environment, chosen);
      Optional<String> restore = record.restorePoint();
      HorizonCheck.require(environment, Definitions.named(chosen), restore.isPresent(), console);
      // A run keeps what it began with, from its branch's first moment on.
      boolean goesOn = restore.isPresent() || replayed.hasRun(id);
      List<Exclusion> leftOut = exclude.read(opened.table(), beginning, id, goesOn);
      PointChoice.Chosen point = begin(replayed, beginning, id, restore, leftOut);
      JobPlan plan = plan(id, chosen, restore.orElse(null), point, record);
      LocalJob.refuseASecondOne(record);
      var brokers = new ReplayQuota(environment, opened.table(), name, console);
      brokers.apply(id, quota, parallelism, beginning.offsets().size());
      var start = point == null ? beginning.offsets() : point.offsets();
      try (EndOffsetWatch ends = watch(environment, beginning)) {
        // Last of all that can be refused: the ledger is for ever, and every later run heeds it.
        exclude.record(opened.table(), leftOut);
        var shown = new CatchingUp(console, json, opened.table(), ends.ends(), id, start);
        return start(
            new Submission(console, stack.folder(), environment, json), plan, record, shown);
      } catch (CommandFailure failure) {
        if (quota != null && !replayed.hasRun(id)) {
          // Nobody can promote or retire a run that never began.
          brokers.lift(id, "repeat the command with --run %s --quota none".formatted(id));
        }
        throw failure;
      }
    }
  }

  /** Says where it begins; gives the recovery point if it is one. */
  private PointChoice.@Nullable Chosen begin(
      ReplayedTable replayed,
      BeginningOfTopics beginning,
      String id,
      Optional<String> restore,
      List<Exclusion> leftOut) {
    TableName name = replayed.name();
    if (restore.isPresent()) {
      requireNoFrom(name, id);
      console.note("Going on with %s/%s from %s.".formatted(name, id, restore.get()));
      return null;
    }
    if (from == null) {
      requireWhole(replayed, beginning);
      console.note("Replaying %s as %s, on its branch run_%s.".formatted(name, id, id));
      return null;
    }
    var chosen = PointChoice.of(replayed.table(), beginning, leftOut).choose(from, Instant.now());
    console.note(
        "Replaying %s as %s from the recovery point of %s, version %d of run %s."
            .formatted(
                name,
                id,
                chosen.point().taken(),
                chosen.point().snapshotId(),
                chosen.point().run()));
    return chosen;
  }

  /** A live run that goes on under a replay's rate would only get later. */
  private static void requireAReplay(ReplayedTable replayed, RunRecord record) {
    boolean begunHere = record.definition().isPresent();
    if (begunHere && replayed.hasRun(record.run()) && !record.arguments().containsKey(REPLAY)) {
      throw new CommandFailure(
          "%s/%s is no replay: it was started with tidemark run, which also lets it go on. Leave --run out to begin a replay beside it."
              .formatted(replayed.name(), record.run()));
    }
  }

  private int start(Submission submission, JobPlan plan, RunRecord record, CatchingUp shown)
      throws InterruptedException {
    if (submission.target(target) == Target.local) {
      return submission.runHere(plan, record, job -> shown.untilCaughtUp(job::isAlive));
    }
    submission.onCluster(plan, record);
    var rest = new FlinkRest(record.restUrl().orElseThrow());
    String jobId = record.jobId().orElseThrow();
    shown.untilCaughtUp(
        () ->
            rest.jobs().stream()
                .flatMap(List::stream)
                .anyMatch(job -> job.id().equals(jobId) && !job.isOver()));
    return 0;
  }

  /** The job looks again when it starts; here the answer comes before anything is started. */
  private void requireWhole(ReplayedTable replayed, BeginningOfTopics beginning) {
    Optional<String> missing =
        replayed
            .began()
            .flatMap(
                began -> MissingEvents.describe(began, beginning.clusterId(), beginning.left()));
    if (missing.isPresent() && !fromWhatIsLeft) {
      throw CommandFailure.refused(
          "Cannot replay %s from its first events: Kafka no longer has %s. Pass --from-what-is-left to make a table of the events that are left."
              .formatted(replayed.name(), missing.get()));
    }
    missing.ifPresent(
        ranges ->
            console.note(
                "The replay is without %s, which Kafka no longer has; its tidemarks say where it began."
                    .formatted(ranges)));
  }

  private void requireNoFrom(TableName name, String id) {
    if (from != null) {
      throw new CommandFailure(
          "%s/%s was begun already and goes on from its own state. Leave out --from, or --run for another replay."
              .formatted(name, id));
    }
  }

  private JobPlan plan(
      String id,
      String chosen,
      @Nullable String restore,
      PointChoice.@Nullable Chosen point,
      RunRecord record) {
    var more = new TreeMap<String, String>();
    more.put("pace", pace.name());
    more.put(REPLAY, fromWhatIsLeft ? "what-is-left" : "whole");
    if (maxRate != null) {
      more.put("max-rate", Integer.toString(maxRate));
    }
    if (point != null) {
      more.put("fork-from", Long.toString(point.point().snapshotId()));
    }
    if (restore != null) {
      // What the run was begun with stays, where this command does not say otherwise.
      record.arguments().forEach(more::putIfAbsent);
    }
    return new JobPlan(
        chosen,
        id,
        RunCommand.profile(profile).profileName(),
        parallelism,
        false,
        point == null ? restore : point.point().savepoint(),
        more);
  }

  private static EndOffsetWatch watch(Environment environment, BeginningOfTopics topics) {
    return new EndOffsetWatch(
        Admin.create(environment.kafka()),
        List.copyOf(topics.left().keySet()),
        WATCH_EVERY,
        Clock.systemUTC());
  }
}
