package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.load.UnfitException;
import dev.tidemark.definition.Column;
import dev.tidemark.definition.Kind;
import dev.tidemark.definition.TableDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a case expects: {@code rows.jsonl} and {@code rejected.jsonl}. */
final class ExpectedReader {
  private static final Set<String> OF_A_REJECT = Set.of("topic", "line", "reason");

  private final TableDefinition definition;
  private final Faults faults;

  ExpectedReader(TableDefinition definition, Faults faults) {
    this.definition = definition;
    this.faults = faults;
  }

  /** The rows; a column that is left out is null. */
  List<Row> rows(Path file) {
    var rows = new ArrayList<Row>();
    var keys = new HashSet<Row>();
    for (JsonRecords.Line line : JsonRecords.read(file, faults)) {
      Place place = new Place(file, line.number(), faults);
      Row row = row(definition.columns(), line.json(), place);
      refuseUnknownColumns(line.json(), place);
      rows.add(row);
      if (definition.kind() == Kind.UPSERT && !keys.add(RowKey.of(definition, row))) {
        place.fault("a second row of one key", "one row per " + definition.primaryKey());
      }
    }
    return rows;
  }

  /** A row that was found, in the form that is compared. */
  static Row found(TableDefinition definition, ObjectNode json) throws UnfitException {
    List<@Nullable String> cells = new ArrayList<>();
    for (Column column : definition.columns()) {
      JsonNode value = json.path(column.name());
      cells.add(value.isNull() ? null : Cell.text(column.type(), value));
    }
    return new Row(cells);
  }

  private static Row row(List<Column> columns, ObjectNode json, Place place) {
    List<@Nullable String> cells = new ArrayList<>();
    for (Column column : columns) {
      JsonNode value = json.path(column.name());
      String cell = null;
      if (!value.isNull() && !value.isMissingNode()) {
        cell = cell(column, value, place);
      } else if (column.required()) {
        place.fault("no " + column.name(), Cell.accepted(column.type()) + ", never null");
      }
      cells.add(cell);
    }
    return new Row(cells);
  }

  private static @Nullable String cell(Column column, JsonNode value, Place place) {
    try {
      return Cell.text(column.type(), value);
    } catch (UnfitException unfit) {
      place.fault(column.name() + " " + value, Cell.accepted(column.type()));
      return null;
    }
  }

  private void refuseUnknownColumns(ObjectNode json, Place place) {
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (definition.column(entry.getKey()).isEmpty()) {
        place.fault(
            "\"" + entry.getKey() + "\"",
            "one of the table's columns "
                + definition.columns().stream().map(Column::name).toList());
      }
    }
  }

  /** The rejects, each naming a line that is given. */
  List<ExpectedReject> rejects(Path file, List<GivenTopic> given) {
    var rejects = new ArrayList<ExpectedReject>();
    for (JsonRecords.Line line : JsonRecords.read(file, faults)) {
      Place place = new Place(file, line.number(), faults);
      ObjectNode json = line.json();
      var names = new HashSet<String>();
      json.fieldNames().forEachRemaining(names::add);
      if (!names.equals(OF_A_REJECT) || !json.path("reason").isTextual()) {
        place.fault(
            json.toString(),
            "{\"topic\": …, \"line\": …, \"reason\": …}, the line that is rejected and the quarantine's word");
      } else {
        rejects.add(reject(json, place, given));
      }
    }
    return rejects;
  }

  private static ExpectedReject reject(ObjectNode json, Place place, List<GivenTopic> given) {
    var reject =
        new ExpectedReject(
            json.path("topic").asText(), json.path("line").asInt(), json.path("reason").asText());
    boolean isGiven =
        given.stream()
            .filter(topic -> topic.source().topic().equals(reject.topic()))
            .flatMap(topic -> topic.events().stream())
            .anyMatch(event -> event.line() == reject.line());
    if (!isGiven) {
      place.fault(
          "line %s of topic \"%s\"".formatted(json.path("line"), reject.topic()),
          "a line with an event of a file in given");
    }
    return reject;
  }
}
