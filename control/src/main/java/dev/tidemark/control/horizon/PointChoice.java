package dev.tidemark.control.horizon;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.TimeArgument;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.Exclusions;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Which recovery points of a table a run can be forked from, and which of them a wish means. A
 * point serves if its version is there, Kafka still has every event behind it, and it holds none
 * that the table, or the run to be, leaves out.
 */
public final class PointChoice {
  private final LiveTable table;
  private final RecoveryPoints points;
  private final BeginningOfTopics topics;
  private final List<Exclusion> alsoLeftOut;

  private PointChoice(
      LiveTable table,
      RecoveryPoints points,
      BeginningOfTopics topics,
      List<Exclusion> alsoLeftOut) {
    this.table = table;
    this.points = points;
    this.topics = topics;
    this.alsoLeftOut = alsoLeftOut;
  }

  public static PointChoice of(LiveTable table, BeginningOfTopics topics) {
    return of(table, topics, List.of());
  }

  /**
   * Of a run that shall leave out more than the table does.
   *
   * @param alsoLeftOut ranges that are not in the table's ledger yet
   */
  public static PointChoice of(
      LiveTable table, BeginningOfTopics topics, List<Exclusion> alsoLeftOut) {
    return new PointChoice(table, table.recoveryPoints(), topics, alsoLeftOut);
  }

  /** A point to begin at, and what its version holds. */
  public record Chosen(RecoveryPoint point, Tidemark tidemark) {

    /** Where a run begins that is forked from it. */
    public Map<TopicPartition, Long> offsets() {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      tidemark
          .topics()
          .forEach(
              topic -> {
                for (int p = 0; p < topic.partitions().size(); p++) {
                  offsets.put(new TopicPartition(topic.topic(), p), topic.partitions().get(p).to());
                }
              });
      return offsets;
    }
  }

  /** All points, newest first. */
  List<RecoveryPoint> all() {
    return points.list();
  }

  /** Why a run cannot be forked from a point; empty if it can. */
  Optional<String> obstacle(RecoveryPoint point) {
    Optional<Tidemark> held = tidemark(point);
    if (held.isEmpty()) {
      return Optional.of("its version is gone");
    }
    return MissingEvents.behind(held.get(), topics.clusterId(), topics.left())
        .map(ranges -> "Kafka no longer has " + ranges)
        .or(
            () ->
                Exclusions.heldBy(held.get(), table.excluded())
                    .or(() -> Exclusions.heldBy(held.get(), alsoLeftOut))
                    .map(range -> "it holds events of " + range + ", which are left out"));
  }

  /**
   * The newest point that serves, up to a version (the point's version is that one or an ancestor
   * of it, expired ones included) or up to a time.
   *
   * @param wish a version as {@code history} prints it, or a time
   * @throws CommandFailure if there is none, with the reason
   */
  public Chosen choose(String wish, Instant now) {
    Predicate<RecoveryPoint> wanted = wanted(wish.strip(), now);
    List<RecoveryPoint> upTo = points.list().stream().filter(wanted).toList();
    for (RecoveryPoint point : upTo) {
      if (obstacle(point).isEmpty()) {
        return new Chosen(point, tidemark(point).orElseThrow());
      }
    }
    throw CommandFailure.refused(
        "Cannot replay %s from %s: %s. See `tidemark horizon %s`; without --from a replay begins at the earliest events."
            .formatted(
                table.name(),
                wish,
                upTo.isEmpty()
                    ? "there is no recovery point up to there"
                    : "of the newest recovery point up to there, of %s, %s"
                        .formatted(upTo.get(0).taken(), obstacle(upTo.get(0)).orElse("")),
                table.name()));
  }

  private Predicate<RecoveryPoint> wanted(String wish, Instant now) {
    if (!wish.matches("\\d{1,19}")) {
      Instant moment = TimeArgument.time(wish, now);
      return point -> !point.taken().isAfter(moment);
    }
    long version = version(wish);
    return point -> points.leadsTo(point, version);
  }

  private long version(String wish) {
    try {
      long version = Long.parseLong(wish);
      if (table.version(version).isPresent()) {
        return version;
      }
    } catch (NumberFormatException tooLarge) {
      // Said below.
    }
    throw new CommandFailure(
        "Table %s has no version %s: it never was, or was expired. See `tidemark history %s`."
            .formatted(table.name(), wish, table.name()));
  }

  private Optional<Tidemark> tidemark(RecoveryPoint point) {
    return table
        .version(point.snapshotId())
        .flatMap(
            version ->
                version instanceof Version.Stamped stamped
                    ? Optional.of(stamped.tidemark())
                    : Optional.empty());
  }
}
