package dev.tidemark.pipeline.run;

import dev.tidemark.catalog.CatalogProbe;
import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.decode.RegistryCheck;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.source.TopicGuard;
import dev.tidemark.definition.FreshnessObjective;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import dev.tidemark.lineage.Tidemark;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/**
 * A run whose table, branch and start are there and checked; what is left is to build and submit
 * it. Preparing may be repeated: each step finds what an earlier try left.
 */
public record PreparedRun(RunPlan plan, Table table, Table quarantine) {
  /**
   * @param restoring true if the job starts from a checkpoint or savepoint
   * @throws RunRefusedException if the run must not start; the sentence says what to do instead
   */
  public static PreparedRun of(RunArguments arguments, boolean restoring)
      throws InterruptedException, IOException {
    TableDefinition definition = arguments.definition();
    CatalogSettings settings = new CatalogSettings(arguments.catalogName(), arguments.catalog());
    Catalog catalog = settings.open();
    try (TopicGuard guard = new TopicGuard(arguments.kafka())) {
      List<String> topics = definition.sources().stream().map(Source::topic).toList();
      StartVector start = guard.earliest(topics);
      RegistryCheck.requireRegistry(arguments.registryUrl());
      CatalogProbe.check(catalog, TableSchemas.identifier(definition).namespace());
      LiveTable table = LiveTable.create(catalog, definition);
      Replay replay = arguments.replay();
      if (replay != null && !replay.fromWhatIsLeft() && !restoring) {
        requireWhole(table, start);
      }
      String branch = branch(arguments, table, restoring);
      Optional<Tidemark> head = table.head(branch);
      if (restoring && head.isPresent()) {
        guard.requireSameTopics(head.get());
        guard.requireReadable(head.get());
      }
      if (!restoring && head.isPresent()) {
        throw new RunRefusedException(
            ("Run %s of %s already holds epoch %d. Restart it from its last checkpoint or"
                    + " savepoint, or start a run with another id.")
                .formatted(arguments.run(), definition.name(), head.get().epoch()));
      }
      // Last, when nothing stands against the start any more.
      table.grow(definition);
      table.declare(definition.recovery());
      RunPlan plan =
          new RunPlan(
              arguments.run(),
              definition,
              settings,
              arguments.kafka(),
              arguments.registryUrl(),
              start,
              table.exclusionsOf(arguments.run()),
              Duration.ZERO,
              pace(arguments, settings));
      return new PreparedRun(plan, table.table(), table.quarantine());
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  /** Each topic gets an equal part of the rate; the topics' sources know nothing of each other. */
  private static @Nullable Pace pace(RunArguments arguments, CatalogSettings catalog) {
    Replay replay = arguments.replay();
    if (replay == null) {
      return null;
    }
    TableDefinition definition = arguments.definition();
    FreshnessObjective promised = definition.freshness();
    return new Pace(
        definition.name(),
        catalog,
        promised == null ? Pace.USUAL_OBJECTIVE : promised.staleness(),
        replay.maxRate() / definition.sources().size(),
        replay.followsLive());
  }

  private static String branch(RunArguments arguments, LiveTable table, boolean restoring) {
    Long forkFrom = arguments.forkFrom();
    if (forkFrom == null) {
      return table.startRun(arguments.run(), leads(arguments, table));
    }
    if (!restoring) {
      throw new RunRefusedException(
          ("Run %s is to fork from snapshot %d, but starts without a savepoint: it would read all"
                  + " events again on top of that snapshot. Give the savepoint of that snapshot.")
              .formatted(arguments.run(), forkFrom));
    }
    return table.forkRun(arguments.run(), forkFrom);
  }

  /** A replay that skipped the first events would look right and be a table of fewer events. */
  private static void requireWhole(LiveTable table, StartVector start) {
    Map<String, MissingEvents.Left> left = new HashMap<>();
    start
        .topics()
        .forEach(t -> left.put(t.topic(), new MissingEvents.Left(t.topicId(), t.offsets())));
    Optional<String> missing =
        began(table).flatMap(began -> MissingEvents.describe(began, start.clusterId(), left));
    if (missing.isPresent()) {
      throw new RunRefusedException(
          ("Kafka no longer has events that %s began with: %s. Fork from a recovery point, or have the"
                  + " replay begin with what is left (--replay what-is-left), which makes a table of"
                  + " fewer events.")
              .formatted(table.name(), missing.get()));
    }
  }

  /** What readers see says where the table began; before its first version, what any run says. */
  private static Optional<Tidemark> began(LiveTable table) {
    return table
        .head(SnapshotRef.MAIN_BRANCH)
        .or(() -> table.runs().stream().flatMap(run -> run.head().stream()).findFirst());
  }

  private static boolean leads(RunArguments arguments, LiveTable table) {
    if (arguments.replay() != null) {
      return false;
    }
    Boolean wanted = arguments.lead();
    return wanted != null ? wanted : table.lead().isEmpty() && table.runs().isEmpty();
  }
}
