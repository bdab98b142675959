package dev.tidemark.tests.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds of value stand at which paths. The elements of a list share a path; so do those of an
 * object whose keys are names of things, which a document shows as one key in angle brackets.
 */
final class JsonShape {
  private final Map<String, Set<String>> kinds = new TreeMap<>();

  private JsonShape() {}

  static JsonShape of(JsonNode json) {
    JsonShape shape = new JsonShape();
    shape.add("", json);
    return shape;
  }

  private void add(String path, JsonNode node) {
    kinds.computeIfAbsent(path, any -> new TreeSet<>()).add(kind(node));
    node.forEach(
        element -> {
          if (node.isArray()) {
            add(path + "[]", element);
          }
        });
    node.properties().forEach(entry -> add(path + "." + entry.getKey(), entry.getValue()));
  }

  private static String kind(JsonNode node) {
    return node.isNumber() ? "number" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /**
   * How this, printed, differs from what the document shows: all that is printed must be shown, and
   * of what is shown the outermost keys must be printed, while what is further in may be absent.
   */
  Set<String> differencesFrom(JsonShape document) {
    Set<String> missing = new TreeSet<>();
    for (String path : document.kinds.keySet()) {
      if (path.matches("(\\[])?\\.[^.<\\[]+") && !kinds.containsKey(path)) {
        missing.add(path + ": shown, and not printed");
      }
    }
    kinds.forEach(
        (path, found) -> {
          Set<String> shown = document.at(path);
          if (shown == null) {
            missing.add(path + ": not shown");
          } else {
            found.stream()
                .filter(kind -> !kind.equals("null") && !shown.contains("null"))
                .filter(kind -> !shown.contains(kind))
                .forEach(kind -> missing.add(path + ": a " + kind + ", shown as " + shown));
          }
        });
    return missing;
  }

  private @Nullable Set<String> at(String path) {
    Set<String> exact = kinds.get(path);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, Set<String>> each : kinds.entrySet()) {
      String pattern = pattern(each.getKey());
      if (path.matches(pattern)) {
        return each.getValue();
      }
    }
    return null;
  }

  /** A key in angle brackets stands for any, dots included; what is in a list is not of the key. */
  private static String pattern(String path) {
    StringBuilder pattern = new StringBuilder();
    for (String part : path.split("(?=<)|(?<=>)")) {
      pattern.append(part.startsWith("<") ? "[^\\[]+" : Pattern.quote(part));
    }
    return pattern.toString();
  }
}
