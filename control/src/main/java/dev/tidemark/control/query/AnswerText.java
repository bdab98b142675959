package dev.tidemark.control.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.control.TextTable;
import java.util.ArrayList;
import java.util.List;

/** An answer for people: the rows as a table, and a note that says what was read. */
final class AnswerText {
  private static final int WIDEST_ON_A_TERMINAL = 48;

  private final JsonNode answer;
  private final int widest;

  /**
   * @param terminal whether long values are cut, so that a row stays a line
   */
  AnswerText(JsonNode answer, boolean terminal) {
    this.answer = answer;
    this.widest = terminal ? WIDEST_ON_A_TERMINAL : Integer.MAX_VALUE;
  }

  /**
   * The table, its first line with the names; numbers are set right. A text of several lines that
   * is all there is, like a SHOW CREATE TABLE, stays as it is.
   */
  List<String> lines() {
    JsonNode only = answer.at("/rows/0");
    if (answer.path("rows").size() == 1 && only.size() == 1 && only.elements().next().isTextual()) {
      String text = only.elements().next().asText();
      if (text.contains("\n")) {
        return text.lines().toList();
      }
    }
    return table();
  }

  private List<String> table() {
    List<String> names = new ArrayList<>();
    List<String> headings = new ArrayList<>();
    for (JsonNode column : answer.path("columns")) {
      String name = column.path("name").asText();
      names.add(name);
      headings.add(isNumber(column.path("type").asText()) ? "-" + name : name);
    }
    var table = new TextTable(headings.toArray(String[]::new));
    for (JsonNode row : answer.path("rows")) {
      table.add(names.stream().map(name -> cell(row.path(name))).toArray());
    }
    return table.lines();
  }

  /** How many rows, and of which version of which table. */
  String note() {
    int rows = answer.path("rows").size();
    var note = new StringBuilder();
    String counted = "%,d row%s".formatted(rows, rows == 1 ? "" : "s");
    note.append(
        answer.path("complete").asBoolean()
            ? counted + "."
            : "The first %s; --limit shows more.".formatted(rows == 1 ? "row" : counted));
    for (JsonNode read : answer.path("read")) {
      note.append("\nRead ").append(read(read));
    }
    return note.toString();
  }

  private static String read(JsonNode read) {
    JsonNode tidemark = read.path("tidemark");
    return "%s, version %s of %s%s."
        .formatted(
            read.path("table").asText(),
            read.path("version").asText(),
            read.path("at").asText(),
            tidemark.isMissingNode()
                ? ""
                : ": %s, epoch %d, tidemark %s"
                    .formatted(
                        tidemark.path("run").asText(),
                        tidemark.path("epoch").asLong(),
                        tidemark.path("id").asText()));
  }

  private static boolean isNumber(String type) {
    String base = type.replaceFirst("[ (].*", "");
    return List.of("TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL")
        .contains(base);
  }

  private String cell(JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    // What would break a line or move the cursor, made visible.
    text = text.replace("\n", "\\n").replaceAll("\\p{Cntrl}", "·");
    return text.length() > widest ? text.substring(0, widest - 1) + "…" : text;
  }
}
