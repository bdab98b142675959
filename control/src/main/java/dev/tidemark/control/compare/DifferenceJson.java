package dev.tidemark.control.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.compare.Difference;
import dev.tidemark.compare.Pair;
import dev.tidemark.compare.Side;
import dev.tidemark.compare.rows.Digest;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.Tidemark;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON for scripts; {@code docs/compare.md} has its shape. */
final class DifferenceJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private DifferenceJson() {}

  static ObjectNode of(TableName name, Pair pair, Difference difference) {
    ObjectNode json = JSON.objectNode();
    json.put("table", name.toString());
    json.put("equal", difference.isEmpty());
    json.set("a", side(pair.a(), difference.a()));
    json.set("b", side(pair.b(), difference.b()));
    json.put("sameEvents", pair.sameEvents());
    ArrayNode gaps = json.putArray("eventGaps");
    pair.gaps()
        .forEach(
            gap ->
                gaps.addObject()
                    .put("topic", gap.topic())
                    .put("topicId", gap.topicId())
                    .put("partition", gap.partition())
                    .put("onlyA", gap.onlyA())
                    .put("onlyB", gap.onlyB()));
    Pair.Closed closed = pair.closed();
    json.put(
        "closedAt", closed == null ? null : Instant.ofEpochMilli(closed.watermark()).toString());
    ArrayNode obstacles = json.putArray("notes");
    pair.obstacles().forEach(obstacle -> obstacles.add(obstacle.fact()));
    json.set("difference", difference(difference));
    return json;
  }

  private static ObjectNode side(Side side, Digest digest) {
    ObjectNode json = JSON.objectNode();
    json.put("asked", side.asked());
    json.put("table", side.table().name());
    json.put("version", Long.toString(side.version().snapshotId()));
    json.put("at", side.version().at().toString());
    json.put("rows", digest.rows());
    json.put("digest", digest.text());
    side.tidemark().ifPresent(mark -> json.set("tidemark", tidemark(mark)));
    json.put("watermark", side.watermark().map(Instant::toString).orElse(null));
    ArrayNode foreign = json.putArray("foreign");
    side.foreign()
        .forEach(
            write ->
                foreign
                    .addObject()
                    .put("version", Long.toString(write.snapshotId()))
                    .put("operation", write.operation())
                    .put("at", write.at().toString()));
    return json;
  }

  private static ObjectNode tidemark(Tidemark mark) {
    ObjectNode json = JSON.objectNode();
    json.put("run", mark.run());
    json.put("epoch", mark.epoch());
    json.put("id", mark.id());
    json.put("definition", mark.definition());
    ObjectNode to = json.putObject("to");
    mark.topics()
        .forEach(
            topic -> {
              ArrayNode offsets = to.putArray(topic.topic());
              topic.partitions().forEach(partition -> offsets.add(partition.to()));
            });
    return json;
  }

  private static ObjectNode difference(Difference difference) {
    ObjectNode json = JSON.objectNode();
    json.put("complete", difference.complete());
    json.put("onlyA", difference.onlyA());
    json.put("onlyB", difference.onlyB());
    json.put("changed", difference.changed());
    ObjectNode columns = json.putObject("changedColumns");
    difference.changedColumns().forEach(columns::put);
    ArrayNode samples = json.putArray("samples");
    for (Difference.Sample sample : difference.samples()) {
      ObjectNode node = samples.addObject();
      node.set("a", row(sample.a()));
      node.set("b", row(sample.b()));
      ArrayNode differing = node.putArray("columns");
      sample.columns().forEach(differing::add);
    }
    ArrayNode buckets = json.putArray("buckets");
    for (Difference.Bucket bucket : difference.buckets()) {
      ObjectNode node = buckets.addObject();
      node.put("bucket", bucket.number());
      digest(node.putObject("a"), bucket.a());
      digest(node.putObject("b"), bucket.b());
    }
    return json;
  }

  private static void digest(ObjectNode json, Digest digest) {
    json.put("rows", digest.rows()).put("digest", digest.text());
  }

  private static @Nullable ObjectNode row(@Nullable Map<String, @Nullable String> row) {
    if (row == null) {
      return null;
    }
    ObjectNode json = JSON.objectNode();
    row.forEach(json::put);
    return json;
  }
}
