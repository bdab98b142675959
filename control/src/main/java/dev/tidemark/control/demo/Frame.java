package dev.tidemark.control.demo;

import dev.tidemark.control.Console;
import dev.tidemark.control.TerminalSize;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The demo on a terminal: what flows in, how the tables are, and their newest versions, as many as
 * there is room for. No line is wider than the terminal, and all of them leave one row free.
 *
 * @param clock how long it has run, and until when
 * @param perSecond events that came in lately, by topic
 */
record Frame(String clock, Map<String, Double> perSecond, List<TableView> tables) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  Frame {
    tables = List.copyOf(tables);
  }

  /** The lines for a terminal of that size. */
  List<String> lines(TerminalSize size, Console console) {
    UnaryOperator<String> fit = line -> cut(line, size.columns());
    List<String> lines = new ArrayList<>();
    lines.add(console.styled(Console.Style.BOLD, fit.apply("tidemark demo  " + clock)));
    flow(size.columns()).stream().map(fit).forEach(lines::add);
    lines.add("");
    tableLines().stream().map(fit).forEach(lines::add);
    tables.stream()
        .filter(table -> table.trouble() != null)
        .map(table -> fit.apply(table.name() + " is in trouble: " + table.trouble()))
        .forEach(line -> lines.add(console.styled(Console.Style.RED, line)));
    lines.add("");
    // The heading, the last line, and the row that stays free.
    int room = size.rows() - lines.size() - 3;
    if (room > 0) {
      lines.add(console.styled(Console.Style.FAINT, fit.apply("newest versions")));
      versions(room).stream().map(fit).forEach(lines::add);
    }
    lines.add(
        console.styled(
            Console.Style.FAINT, fit.apply("Ctrl-C ends it and leaves nothing running.")));
    return lines.subList(0, Math.min(lines.size(), Math.max(1, size.rows() - 1)));
  }

  /** As many lines as all topics need. */
  private List<String> flow(int columns) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder(perSecond.isEmpty() ? "in      nothing yet" : "in   ");
    for (var topic : new TreeMap<>(perSecond).entrySet()) {
      String next = "   %s %,.0f/s".formatted(topic.getKey(), topic.getValue());
      if (line.length() + next.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
        line.append("     ");
      }
      line.append(next);
    }
    lines.add(line.toString());
    return lines;
  }

  private List<String> tableLines() {
    var rows = new TextTable("TABLE", "LEAD", "STALE BY", "DELAY p50/p99", "-EPOCH", "-QUARANTINE");
    for (TableView table : tables) {
      if (table.newest().isEmpty()) {
        rows.add(table.name(), "", "no version yet", "", "", "");
      } else {
        Tidemark mark = table.newest().get(0).tidemark();
        rows.add(
            table.name(),
            table.lead() == null ? "held" : table.lead(),
            table.stale(),
            delay(mark),
            mark.epoch(),
            "%,d".formatted(table.quarantined()));
      }
    }
    return rows.lines();
  }

  private record Shown(String table, Version.Stamped version) {}

  private List<String> versions(int room) {
    return tables.stream()
        .flatMap(table -> table.newest().stream().map(version -> new Shown(table.name(), version)))
        .sorted(Comparator.comparing((Shown shown) -> shown.version().at()).reversed())
        .limit(room)
        .map(Frame::line)
        .toList();
  }

  private static String line(Shown shown) {
    Tidemark mark = shown.version().tidemark();
    return "%s  %-20s %s epoch %d  %,d in, %,d rejected  holds all before %s"
        .formatted(
            TIME.format(shown.version().at()),
            shown.table(),
            mark.run(),
            mark.epoch(),
            mark.consumed(),
            mark.rejected(),
            offsets(mark));
  }

  static String offsets(Tidemark mark) {
    return mark.topics().stream()
        .map(
            topic ->
                topic.topic()
                    + " "
                    + topic.partitions().stream()
                        .map(PartitionProgress::to)
                        .map(to -> Long.toString(to))
                        .collect(Collectors.joining(",")))
        .collect(Collectors.joining("; "));
  }

  private static String delay(Tidemark mark) {
    DelayQuantiles delay = mark.delay();
    return delay == null ? "" : text(delay.p50()) + " / " + text(delay.p99());
  }

  private static String text(long millis) {
    return DurationText.of(Duration.ofMillis(millis));
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
  }
}
