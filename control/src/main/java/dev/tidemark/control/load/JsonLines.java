package dev.tidemark.control.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON object per line. A column is a key, or a path of keys with dots; null and absent are the
 * same; a value that is an object or a list is its JSON text. Blank lines are passed over.
 */
final class JsonLines implements Lines {
  /** Keeps numbers as they are written: 1.10 stays 1.10, a decimal of two digits. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final BufferedReader in;
  private long lineNumber;

  JsonLines(Reader in) {
    this.in = new BufferedReader(in, 1 << 16);
  }

  @Override
  public Optional<List<String>> columns() {
    return Optional.empty();
  }

  @Override
  public Optional<Line> next() throws IOException {
    String text = in.readLine();
    lineNumber++;
    while (text != null && text.isBlank()) {
      text = in.readLine();
      lineNumber++;
    }
    return text == null ? Optional.empty() : Optional.of(line(text));
  }

  private Line line(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        var values = new HashMap<String, String>();
        flatten("", node, values);
        return new Line.Row(lineNumber, values);
      }
      return new Line.Broken(
          lineNumber, "found " + node.getNodeType() + ", accepted is a JSON object");
    } catch (JsonProcessingException broken) {
      return new Line.Broken(
          lineNumber,
          "found no JSON (" + broken.getOriginalMessage() + "), accepted is a JSON object");
    }
  }

  private static void flatten(String path, JsonNode object, Map<String, String> into) {
    object
        .properties()
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              JsonNode value = entry.getValue();
              if (!value.isNull()) {
                into.put(key, value.isValueNode() ? value.asText() : value.toString());
              }
              if (value.isObject()) {
                flatten(key + ".", value, into);
              }
            });
  }
}
