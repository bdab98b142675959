package dev.tidemark.control.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Rows of JSON objects. A column is a key, or a path of keys with dots; null and absent are the
 * same; a value that is an object or a list is its JSON text.
 *
 * <p>With a nested list, each of its elements is a row: a column below the list's path is one of
 * the element, any other one is of the object around it.
 */
final class JsonRows {
  /** Keeps numbers as they are written: 1.10 stays 1.10, a decimal of two digits. */
  static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(64 << 20).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Reads one value of a longer text. */
  static final ObjectReader ONE =
      JSON.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Columns columns;
  private final @Nullable String each;
  private final Queue<Line> rows = new ArrayDeque<>();

  /**
   * @param each path of the nested list; null for one row per object
   */
  JsonRows(Columns columns, @Nullable String each) {
    this.columns = columns;
    this.each = each;
  }

  /** The next row of what was added; empty if it is used up. */
  Optional<Line> poll() {
    return Optional.ofNullable(rows.poll());
  }

  void add(Position position, JsonNode node) {
    if (!node.isObject()) {
      addBroken(position, kind(node), "a JSON object");
    } else if (each == null) {
      rows.add(row(position, node, node));
    } else {
      addElements(position, node, each);
    }
  }

  void addBroken(Position position, String found, String accepted) {
    rows.add(new Line.Broken(position, Misfit.ofRow(found, accepted)));
  }

  private void addElements(Position position, JsonNode node, String path) {
    JsonNode list = find(node, path);
    if (list == null || !list.isArray()) {
      String found = list == null ? "nothing" : kind(list);
      rows.add(new Line.Broken(position, new Misfit("", path, found, "a list")));
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      rows.add(row(position.item(i + 1), node, list.get(i)));
    }
  }

  private Line row(Position position, JsonNode node, JsonNode element) {
    @Nullable String[] values = new String[columns.size()];
    for (int slot = 0; slot < values.length; slot++) {
      JsonNode value = value(columns.name(slot), node, element);
      if (value != null && !value.isNull()) {
        values[slot] = value.isValueNode() ? value.asText() : value.toString();
      }
    }
    return new Line.Row(position, columns, values);
  }

  private @Nullable JsonNode value(String column, JsonNode node, JsonNode element) {
    if (each != null && column.startsWith(each)) {
      if (column.length() == each.length()) {
        return element;
      }
      if (column.charAt(each.length()) == '.') {
        return find(element, column.substring(each.length() + 1));
      }
    }
    return find(node, column);
  }

  /** Keys may hold dots themselves: the shortest key that leads anywhere counts. */
  private static @Nullable JsonNode find(JsonNode node, String path) {
    JsonNode direct = node.get(path);
    if (direct != null) {
      return direct;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode child = node.get(path.substring(0, dot));
      JsonNode found =
          child == null || !child.isObject() ? null : find(child, path.substring(dot + 1));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL, MISSING -> "null";
      default -> "something else";
    };
  }
}
