package dev.tidemark.control.compare;

import dev.tidemark.compare.EventGap;
import dev.tidemark.compare.Pair;
import dev.tidemark.compare.Side;
import dev.tidemark.control.Console;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is compared, for people: each side's version and events, and where these differ. */
final class PairText {
  private static final int SHOWN = 8;

  private PairText() {}

  static List<String> lines(TableName name, Pair pair, Console console) {
    List<String> lines = new ArrayList<>();
    lines.add(console.styled(Console.Style.BOLD, name.toString()));
    lines.addAll(side("A", pair.a()));
    lines.addAll(side("B", pair.b()));
    lines.add(
        "events  "
            + (pair.sameEvents()
                ? "the same in both"
                : "different in %d partitions".formatted(pair.gaps().size())));
    pair.gaps().stream().limit(SHOWN).map(EventGap::text).forEach(gap -> lines.add("  " + gap));
    if (pair.gaps().size() > SHOWN) {
      lines.add("  … and %d more; --json has all".formatted(pair.gaps().size() - SHOWN));
    }
    Pair.Closed closed = pair.closed();
    if (closed != null) {
      lines.add("rows    closed at %s".formatted(Instant.ofEpochMilli(closed.watermark())));
    }
    return lines;
  }

  private static List<String> side(String letter, Side side) {
    List<String> lines = new ArrayList<>();
    String mark =
        side.tidemark()
            .map(it -> "run %s, epoch %d, to %s".formatted(it.run(), it.epoch(), to(it)))
            .orElse("no events");
    lines.add("%s  %s, %s: %s".formatted(letter, side.name(), side.version().at(), mark));
    side.foreign()
        .forEach(
            write ->
                lines.add(
                    "   with version %d (%s, %s), which no run wrote: its rows come from no event"
                        .formatted(write.snapshotId(), write.operation(), write.at())));
    return lines;
  }

  private static String to(Tidemark mark) {
    return mark.topics().stream()
        .map(
            topic ->
                topic.topic()
                    + topic.partitions().stream()
                        .limit(SHOWN)
                        .map(PartitionProgress::to)
                        .map(String::valueOf)
                        .collect(
                            Collectors.joining(
                                ", ", " [", topic.partitions().size() > SHOWN ? ", …]" : "]")))
        .collect(Collectors.joining("; "));
  }
}
