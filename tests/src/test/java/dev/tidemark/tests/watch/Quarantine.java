package dev.tidemark.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/** The quarantine table beside a live one, against the poison that was sent. */
public final class Quarantine {
  private static final List<String> COLUMNS =
      List.of("partition", "offset", "topic", "timestamp", "key", "value", "reason", "run");

  private final List<Row> expected;
  private final List<Row> found;

  private final List<@Nullable Object> headers;

  private Quarantine(List<Row> expected, List<Row> found, List<@Nullable Object> headers) {
    this.expected = expected;
    this.found = found;
    this.headers = headers;
  }

  /**
   * As it is now.
   *
   * @param run the run that rejected everything
   */
  public static Quarantine of(
      Catalog catalog, TableIdentifier table, EventLog log, String topic, String run) {
    return of(catalog, table, log, List.of(topic), run);
  }

  /** The same of a table that several topics feed. */
  public static Quarantine of(
      Catalog catalog, TableIdentifier table, EventLog log, List<String> topics, String run) {
    TableIdentifier name = TableIdentifier.of(table.namespace(), table.name() + "_quarantine");
    List<Row> rows = new TableReader(catalog, name).main();
    List<Row> found = rows.stream().map(Quarantine::cut).toList();
    List<@Nullable Object> headers = new ArrayList<>();
    rows.forEach(row -> headers.add(row.get("headers")));
    return new Quarantine(expected(log, topics, run), found, headers);
  }

  private static List<Row> expected(EventLog log, List<String> topics, String run) {
    return topics.stream()
        .flatMap(topic -> log.poison(topic).stream())
        .map(sent -> row(sent, run))
        .toList();
  }

  private static Row row(Sent sent, String run) {
    Event.Poison poison = (Event.Poison) sent.event();
    return Row.of(
        COLUMNS,
        sent.partition(),
        sent.offset(),
        sent.record().topic(),
        Instant.ofEpochMilli(sent.record().timestamp()),
        Row.hex(sent.record().key()),
        Row.hex(sent.record().value()),
        poison.kind().reason(),
        run);
  }

  /** The columns that follow from what was sent; the message is for people. */
  private static Row cut(Row row) {
    return new Row(COLUMNS, cells(row));
  }

  private static List<@Nullable Object> cells(Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    COLUMNS.forEach(column -> cells.add(row.get(column)));
    return cells;
  }

  /** Fails unless it holds every spoiled record once, byte for byte, under the right reason. */
  public void holdsExactlyThePoisonSent() {
    assertThat(expected).as("poison sent").isNotEmpty();
    assertThat(Difference.between(expected, found)).as("quarantine").isEmpty();
  }

  /** How many records it holds. */
  public int size() {
    return found.size();
  }

  /** The headers of each record, by name, as hexadecimal text. */
  public List<@Nullable Object> headers() {
    return headers;
  }
}
