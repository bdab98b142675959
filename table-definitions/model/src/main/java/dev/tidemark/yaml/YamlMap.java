package dev.tidemark.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a {@link YamlDocument}. Reading a key makes it a known one; {@link
 * #refuseOtherKeys()} reports the rest, so call it after everything has been read.
 */
public final class YamlMap {
  private final YamlDocument document;
  private final String path;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();

  YamlMap(YamlDocument document, String path, @Nullable MappingNode node) {
    this.document = document;
    this.path = path;
    if (node != null) {
      for (var entry : node.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          keys.put(key.getValue(), key);
          if (!YamlDocument.isEmpty(entry.getValueNode())) {
            values.put(key.getValue(), entry.getValueNode());
          }
        } else {
          document.problem(path, "a key that is not text", "a plain key");
        }
      }
    }
  }

  /** Path of a key of this mapping, as used in problems. */
  public String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public boolean has(String key) {
    return keys.containsKey(key);
  }

  /** The keys in the order of the file; they stay unknown until they are read. */
  public List<String> keys() {
    return List.copyOf(keys.keySet());
  }

  /** Empty, with a problem, if the key is absent or has another form. */
  public <T> Optional<T> required(String key, Form<T> form) {
    known.add(key);
    if (!values.containsKey(key)) {
      document.problem(path(key), "nothing", form.accepted());
      return Optional.empty();
    }
    return read(path(key), values.get(key), form);
  }

  /** Empty if the key is absent; empty with a problem if it has another form. */
  public <T> Optional<T> optional(String key, Form<T> form) {
    known.add(key);
    Node node = values.get(key);
    return node == null ? Optional.empty() : read(path(key), node, form);
  }

  /** The mapping under a key; empty, with a problem if it is something else. */
  public Optional<YamlMap> map(String key) {
    known.add(key);
    Node node = values.get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(document, path(key), mapping));
    }
    document.problem(path(key), found(node), "keys with their values");
    return Optional.empty();
  }

  /** A list of mappings; absent means none. */
  public List<YamlMap> maps(String key) {
    var maps = new ArrayList<YamlMap>();
    List<Node> elements = elements(key);
    for (int i = 0; i < elements.size(); i++) {
      String at = path(key) + "[" + i + "]";
      if (elements.get(i) instanceof MappingNode mapping) {
        maps.add(new YamlMap(document, at, mapping));
      } else {
        document.problem(at, found(elements.get(i)), "keys with their values");
      }
    }
    return maps;
  }

  /** A list of plain values; absent means none; a value of another form is left out. */
  public <T> List<T> list(String key, Form<T> form) {
    var list = new ArrayList<T>();
    List<Node> elements = elements(key);
    for (int i = 0; i < elements.size(); i++) {
      read(path(key) + "[" + i + "]", elements.get(i), form).ifPresent(list::add);
    }
    return list;
  }

  /** Reports every key that nobody has read. */
  public void refuseOtherKeys() {
    keys.forEach(
        (name, node) -> {
          if (!known.contains(name)) {
            document.unknownKey(path(name), node, "one of " + String.join(", ", known));
          }
        });
  }

  private List<Node> elements(String key) {
    known.add(key);
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    document.problem(path(key), found(node), "a list");
    return List.of();
  }

  private <T> Optional<T> read(String at, Node node, Form<T> form) {
    Optional<T> value =
        node instanceof ScalarNode scalar
            ? form.reader().apply(scalar.getValue())
            : Optional.empty();
    if (value.isEmpty()) {
      document.problem(at, found(node), form.accepted());
    }
    return value;
  }

  private static String found(Node node) {
    if (node instanceof ScalarNode scalar) {
      return "\"" + scalar.getValue() + "\"";
    }
    return node instanceof SequenceNode ? "a list" : "keys with values";
  }
}
