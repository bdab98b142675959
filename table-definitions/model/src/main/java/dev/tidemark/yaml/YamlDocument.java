package dev.tidemark.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One YAML file whose top level is a mapping. Values are read as the text that a person wrote,
 * never as YAML's guesses (an unquoted {@code no} stays {@code no}); problems are collected with
 * their places until {@link #problems()} is asked for.
 */
public final class YamlDocument {
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Mark> places = new HashMap<>();
  private final YamlMap root;
  private final boolean readable;

  private YamlDocument(@Nullable MappingNode root) {
    this.root = new YamlMap(this, "", root);
    this.readable = root != null;
  }

  /** Never throws: a file that is not YAML at all is a document with one problem. */
  public static YamlDocument of(String text) {
    Node node;
    try {
      node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException broken) {
      var document = new YamlDocument(null);
      document.add("(file)", broken.getProblemMark(), String.valueOf(broken.getProblem()), "YAML");
      return document;
    }
    if (node instanceof MappingNode mapping) {
      var document = new YamlDocument(mapping);
      document.index("", mapping);
      return document;
    }
    var document = new YamlDocument(null);
    document.add(
        "(file)",
        node == null ? null : node.getStartMark(),
        "no mapping",
        "keys with their values");
    return document;
  }

  /** Whether the file is a mapping at all; if not, {@link #problems()} says why. */
  public boolean isReadable() {
    return readable;
  }

  public YamlMap root() {
    return root;
  }

  /** Everything found so far, in the order of the file. */
  public List<Problem> problems() {
    return problems.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  /** Adds a problem at the key's own place, or at its nearest enclosing key that the file has. */
  public void problem(String key, String found, String accepted) {
    String place = key;
    while (!places.containsKey(place) && !place.isEmpty()) {
      place = parent(place);
    }
    add(key, places.get(place), found, accepted);
  }

  /** Whether a problem was found at this key or below it. */
  public boolean hasProblemAt(String key) {
    return problems.stream()
        .map(Problem::key)
        .anyMatch(at -> at.equals(key) || at.startsWith(key + ".") || at.startsWith(key + "["));
  }

  private void add(String key, @Nullable Mark mark, String found, String accepted) {
    int line = mark == null ? 1 : mark.getLine() + 1;
    int column = mark == null ? 1 : mark.getColumn() + 1;
    problems.add(new Problem(line, column, key, found, accepted));
  }

  private void index(String path, Node node) {
    places.put(path, node.getStartMark());
    if (node instanceof MappingNode mapping) {
      var seen = new HashMap<String, Boolean>();
      for (var entry : mapping.getValue()) {
        String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
        String child = path.isEmpty() ? name : path + "." + name;
        index(child, entry.getValueNode());
        if (seen.put(name, true) != null) {
          add(child, entry.getKeyNode().getStartMark(), "the key a second time", "it once");
        }
        if (isEmpty(entry.getValueNode())) {
          places.put(child, entry.getKeyNode().getStartMark());
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        index(path + "[" + i + "]", sequence.getValue().get(i));
      }
    }
  }

  static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
        && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"));
  }

  /** Where a key itself is written, for keys that should not be there. */
  void unknownKey(String path, Node keyNode, String accepted) {
    add(path, keyNode.getStartMark(), "an unknown key", accepted);
  }

  private static String parent(String path) {
    int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return cut < 0 ? "" : path.substring(0, cut);
  }
}
