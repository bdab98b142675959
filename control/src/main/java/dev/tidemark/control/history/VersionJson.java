package dev.tidemark.control.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.lineage.Version;
import java.util.Locale;

/**
 * Versions as JSON for scripts. Snapshot ids are texts, since they do not fit JavaScript's numbers;
 * times are ISO 8601 or milliseconds since 1970, as the tidemark has them.
 */
final class VersionJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private VersionJson() {}

  static ObjectNode of(Version version) {
    ObjectNode json = JSON.objectNode();
    json.put("version", Long.toString(version.snapshotId()));
    Long parent = version.parentId();
    json.put("parentVersion", parent == null ? null : parent.toString());
    json.put("at", version.at().toString());
    if (version instanceof Version.Stamped stamped) {
      json.set("tidemark", tidemark(stamped.tidemark()));
    } else if (version instanceof Version.Marked marked) {
      json.set("marker", marker(marked.marker()));
    } else if (version instanceof Version.Foreign foreign) {
      ObjectNode node = json.putObject("foreign");
      node.put("operation", foreign.operation());
      ObjectNode summary = node.putObject("summary");
      foreign.summary().forEach(summary::put);
    }
    return json;
  }

  private static ObjectNode marker(Marker marker) {
    ObjectNode json = JSON.objectNode();
    json.put("kind", marker.kind().name().toLowerCase(Locale.ROOT));
    json.put("by", marker.by());
    json.put("at", marker.at().toString());
    json.put("reason", marker.reason());
    json.put("from", marker.from());
    json.put("to", marker.to());
    return json;
  }

  private static ObjectNode tidemark(Tidemark mark) {
    ObjectNode json = JSON.objectNode();
    json.put("run", mark.run());
    json.put("attempt", mark.attempt());
    json.put("id", mark.id());
    json.put("parent", mark.parent());
    json.put("epoch", mark.epoch());
    json.put("consumed", mark.consumed());
    json.put("accepted", mark.accepted());
    json.put("rejected", mark.rejected());
    json.put("late", mark.late());
    json.put("excluded", mark.excluded());
    json.put("definition", mark.definition());
    json.put("codeVersion", mark.codeVersion());
    ArrayNode schemas = json.putArray("schemaIds");
    mark.schemaIds().forEach(schemas::add);
    json.put("watermark", mark.watermark());
    json.put("holdMillis", mark.hold().toMillis());
    json.set("times", times(mark.times()));
    DelayQuantiles delay = mark.delay();
    if (delay != null) {
      json.putObject("delayMillis")
          .put("p50", delay.p50())
          .put("p90", delay.p90())
          .put("p99", delay.p99())
          .put("max", delay.max());
    }
    json.put("clusterId", mark.clusterId());
    ArrayNode topics = json.putArray("topics");
    mark.topics().forEach(topic -> topics.add(topic(topic)));
    ArrayNode exclusions = json.putArray("exclusions");
    mark.exclusions()
        .forEach(
            range ->
                exclusions
                    .addObject()
                    .put("topic", range.topic())
                    .put("partition", range.partition())
                    .put("from", range.from())
                    .put("to", range.to()));
    return json;
  }

  private static ObjectNode times(Times times) {
    return JSON.objectNode()
        .put("firstRecord", times.firstRecord())
        .put("lastRecord", times.lastRecord())
        .put("read", times.read())
        .put("barrier", times.barrier())
        .put("checkpointComplete", times.checkpointComplete())
        .put("commit", times.commit());
  }

  private static ObjectNode topic(TopicProgress topic) {
    ObjectNode json = JSON.objectNode().put("topic", topic.topic()).put("topicId", topic.topicId());
    ArrayNode partitions = json.putArray("partitions");
    for (PartitionProgress progress : topic.partitions()) {
      partitions
          .addObject()
          .put("start", progress.start())
          .put("to", progress.to())
          .put("consumed", progress.consumed())
          .put("accepted", progress.accepted())
          .put("rejected", progress.rejected())
          .put("late", progress.late())
          .put("excluded", progress.excluded());
    }
    return json;
  }
}
