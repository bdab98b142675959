package dev.tidemark.control.history;

import dev.tidemark.control.Console;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One version for people: everything that its tidemark says. */
final class VersionText {
  private final Console console;
  private final List<String> lines = new ArrayList<>();

  VersionText(Console console) {
    this.console = console;
  }

  List<String> lines(TableName name, Version version) {
    lines.add(console.styled(Console.Style.BOLD, name + "  version " + version.snapshotId()));
    fact("made", version.at());
    fact("built on", version.parentId());
    if (version instanceof Version.Stamped stamped) {
      tidemark(stamped.tidemark());
    } else if (version instanceof Version.Marked marked) {
      marker(marked.marker());
    } else if (version instanceof Version.Foreign foreign) {
      lines.add("Another engine wrote this version; it names no events.");
      fact("operation", foreign.operation());
      foreign.summary().forEach(this::fact);
    }
    return lines;
  }

  private void marker(Marker marker) {
    fact("marker", marker.kind().name().toLowerCase(Locale.ROOT));
    fact("by", marker.by());
    fact("reason", marker.reason());
    fact("lead before", marker.from());
    fact("lead after", marker.to());
  }

  private void tidemark(Tidemark mark) {
    fact("run", mark.run() + ", epoch " + mark.epoch() + ", attempt " + mark.attempt());
    fact("tidemark", mark.id());
    fact("follows", mark.parent());
    fact(
        "records",
        "%,d consumed = %,d accepted + %,d rejected + %,d late + %,d excluded"
            .formatted(
                mark.consumed(), mark.accepted(), mark.rejected(), mark.late(), mark.excluded()));
    DelayQuantiles delay = mark.delay();
    if (delay != null) {
      fact(
          "delay",
          "p50 %s, p90 %s, p99 %s, at most %s"
              .formatted(
                  HistoryCommand.millis(delay.p50()),
                  HistoryCommand.millis(delay.p90()),
                  HistoryCommand.millis(delay.p99()),
                  HistoryCommand.millis(delay.max())));
    }
    fact("definition", mark.definition() + ", code " + mark.codeVersion());
    fact("schemas", mark.schemaIds());
    fact("watermark", moment(mark.watermark()));
    times(mark.times());
    fact("cluster", mark.clusterId());
    mark.topics().forEach(this::topic);
    mark.exclusions().forEach(range -> fact("excluded", range));
  }

  private void times(Times times) {
    fact("first record", moment(times.firstRecord()));
    fact("last record", moment(times.lastRecord()));
    fact("last read", moment(times.read()));
    fact("barrier", moment(times.barrier()));
    fact("checkpoint", moment(times.checkpointComplete()));
    fact("commit", moment(times.commit()));
  }

  private void topic(TopicProgress topic) {
    lines.add("");
    lines.add(
        console.styled(Console.Style.BOLD, topic.topic()) + "  (topic id " + topic.topicId() + ")");
    var table =
        new TextTable(
            "-PARTITION",
            "-START",
            "-TO (before)",
            "-CONSUMED",
            "-ACCEPTED",
            "-REJECTED",
            "-LATE",
            "-EXCLUDED");
    for (int i = 0; i < topic.partitions().size(); i++) {
      PartitionProgress at = topic.partitions().get(i);
      table.add(
          i,
          at.start(),
          at.to(),
          at.consumed(),
          at.accepted(),
          at.rejected(),
          at.late(),
          at.excluded());
    }
    lines.addAll(table.lines());
  }

  /** Says nothing about what is unknown. */
  private void fact(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      lines.add("%-13s %s".formatted(name, value));
    }
  }

  private static @Nullable Instant moment(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
