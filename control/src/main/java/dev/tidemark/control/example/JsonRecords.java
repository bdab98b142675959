package dev.tidemark.control.example;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of JSON objects, one a line. Empty lines, and lines that start with #, are for people. No
 * digit of a number is lost.
 */
final class JsonRecords {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private JsonRecords() {}

  /**
   * @param number of the line, from 1
   */
  record Line(int number, ObjectNode json) {}

  static List<Line> read(Path file, Faults faults) {
    List<String> texts;
    try {
      texts = Files.readAllLines(file);
    } catch (IOException unreadable) {
      faults.add(file, "what cannot be read (" + unreadable + ")", "a file of UTF-8 text");
      return List.of();
    }
    var lines = new ArrayList<Line>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      try {
        JsonNode json = JSON.readTree(text);
        if (json instanceof ObjectNode object) {
          lines.add(new Line(i + 1, object));
        } else {
          faults.add(file, i + 1, text, "a JSON object, {…}, on one line");
        }
      } catch (JsonProcessingException broken) {
        faults.add(file, i + 1, "no JSON: " + reason(broken), "a JSON object, {…}, on one line");
      }
    }
    return lines;
  }

  /** Without Jackson's own idea of where it is, which is always line 1. */
  private static String reason(JsonProcessingException broken) {
    return broken.getOriginalMessage().replaceFirst("(?s) ?\\((start marker )?at \\[Source.*", "");
  }
}
