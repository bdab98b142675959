package dev.tidemark.control.horizon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What limits a table's way back.
 *
 * @param oldest the oldest epoch that readers saw and that is left
 * @param missing events that the table began with and its topics no longer have
 */
record Horizon(
    TableName name,
    Version.@Nullable Stamped oldest,
    @Nullable String missing,
    List<RecoveryPoint> points,
    Map<RecoveryPoint, String> obstacles) {

  /** The furthest point that serves. */
  Optional<RecoveryPoint> furthest() {
    return points.stream().filter(point -> !obstacles.containsKey(point)).reduce((a, b) -> b);
  }

  /**
   * @param shortTopics those that keep their events for less than the table declares
   */
  Reach reach(Recovery declared, List<String> shortTopics, Instant now) {
    return Reach.of(
        declared,
        oldest == null ? null : oldest.at(),
        furthest().map(RecoveryPoint::taken),
        shortTopics,
        now);
  }

  static Horizon of(TableName name, LiveTable live, BeginningOfTopics topics, PointChoice choice) {
    Version.@Nullable Stamped oldest = live.oldestSeen().orElse(null);
    // What a replay would have to begin with, as replay itself asks.
    Optional<Tidemark> began = live.head("main");
    Map<RecoveryPoint, String> obstacles = new HashMap<>();
    for (RecoveryPoint point : choice.all()) {
      choice.obstacle(point).ifPresent(why -> obstacles.put(point, why));
    }
    return new Horizon(
        name,
        oldest,
        began
            .flatMap(mark -> MissingEvents.describe(mark, topics.clusterId(), topics.left()))
            .orElse(null),
        choice.all(),
        obstacles);
  }

  String text(Instant now) {
    StringBuilder text = new StringBuilder();
    text.append(
        oldest == null
            ? "readers   no version of %s is left but the newest%n".formatted(name)
            : "readers   back to version %d of %s, %s ago%n"
                .formatted(oldest.snapshotId(), seconds(oldest.at()), ago(oldest.at(), now)));
    text.append(
        missing == null
            ? "replay    from the first events: the topics have all of them%n".formatted()
            : "replay    not from the first events: Kafka no longer has %s%n".formatted(missing));
    text.append(
        furthest()
            .map(
                point ->
                    "--from    back to %s, %s ago, of %d recovery points%n"
                        .formatted(seconds(point.taken()), ago(point.taken(), now), points.size()))
            .orElse(
                points.isEmpty()
                    ? "--from    nothing: there are no recovery points. Take them with tidemark watch %s%n"
                        .formatted(name)
                    : "--from    nothing: none of %d recovery points serves%n"
                        .formatted(points.size())));
    if (!points.isEmpty()) {
      var rows = new TextTable("TAKEN", "AGE", "RUN", "-VERSION", "SERVES");
      for (RecoveryPoint point : points) {
        String why = obstacles.get(point);
        rows.add(
            seconds(point.taken()),
            ago(point.taken(), now),
            point.run(),
            point.snapshotId(),
            why == null ? "yes" : "no: " + why);
      }
      text.append(System.lineSeparator());
      rows.lines().forEach(line -> text.append(line).append(System.lineSeparator()));
    }
    return text.toString().stripTrailing();
  }

  private static Instant seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String ago(Instant at, Instant now) {
    return DurationText.of(Duration.between(at, now).truncatedTo(ChronoUnit.SECONDS));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode versions = json.putObject("versions");
    if (oldest != null) {
      versions.put("oldest", Long.toString(oldest.snapshotId())).put("at", oldest.at().toString());
    }
    json.putObject("topics").put("whole", missing == null).put("missing", missing);
    ArrayNode array = json.putArray("points");
    for (RecoveryPoint point : points) {
      PointJson.of(array.addObject(), point).put("obstacle", obstacles.get(point));
    }
    return json;
  }
}
