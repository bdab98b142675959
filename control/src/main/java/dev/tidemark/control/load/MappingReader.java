package dev.tidemark.control.load;

import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a mapping of its YAML; problems go to the document. */
final class MappingReader {
  static final Form<String> NAME =
      Form.matching("a name in snake_case", Pattern.compile("[a-z][a-z0-9_]*"));
  private static final Form<String> SCHEMA_NAME =
      Form.matching(
          "a full name like dev.tidemark.shop.OrderLine",
          Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)*[A-Za-z_][A-Za-z0-9_]*"));
  private final String name;
  private final YamlDocument document;

  MappingReader(String name, YamlDocument document) {
    this.name = name;
    this.document = document;
  }

  Mapping read() {
    YamlMap root = document.root();
    var fieldReader = new FieldReader(document);
    List<MappedField> fields = root.maps("fields").stream().map(fieldReader::read).toList();
    Optional<YamlMap> key = root.map("key");
    var mapping =
        new Mapping(
            name,
            root.optional("about", Form.TEXT).orElse(""),
            root.required("topic", Form.TEXT).orElse(""),
            root.required("schema", SCHEMA_NAME).orElse(""),
            key.flatMap(map -> map.required("format", Form.oneOf(KeyFormat.class)))
                .orElse(KeyFormat.NONE),
            key.map(map -> map.list("fields", NAME)).orElse(List.of()),
            root.optional("event-time", NAME).orElse(null),
            root.optional("tombstone-when-empty", Form.TEXT).orElse(null),
            shape(root),
            fields);
    key.ifPresent(YamlMap::refuseOtherKeys);
    root.refuseOtherKeys();
    check(mapping);
    return mapping;
  }

  private static Mapping.Shape shape(YamlMap root) {
    return new Mapping.Shape(
        root.optional("delimiter", delimiter()).orElse(null),
        root.optional("list", Form.TEXT).orElse(""),
        root.optional("each", Form.TEXT).orElse(null));
  }

  private void check(Mapping mapping) {
    if (mapping.fields().isEmpty() && !document.hasProblemAt("fields")) {
      document.problem("fields", "no field", "at least one");
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < mapping.fields().size(); i++) {
      String field = mapping.fields().get(i).field().name();
      if (!field.isEmpty() && !seen.add(field)) {
        document.problem("fields[" + i + "].name", "\"" + field + "\" a second time", "each once");
      }
    }
    checkKey(mapping);
    checkLists(mapping);
    String time = mapping.eventTime();
    if (time != null && !isRequired(mapping, time, Set.of(FieldType.TIMESTAMPTZ))) {
      document.problem(
          "event-time", "\"" + time + "\"", "a required field of type timestamptz of this mapping");
    }
    if (mapping.tombstoneWhenEmpty() != null && mapping.keyFormat() == KeyFormat.NONE) {
      document.problem(
          "tombstone-when-empty",
          "\"" + mapping.tombstoneWhenEmpty() + "\" without a key",
          "it together with a key, which says what is deleted");
    }
  }

  private void checkLists(Mapping mapping) {
    for (int i = 0; i < mapping.fields().size(); i++) {
      if (mapping.fields().get(i).origin() instanceof MappedField.Origin.Text text) {
        for (String list : text.template().lists()) {
          if (!list.equals(mapping.shape().each())) {
            document.problem(
                "fields[" + i + "].template",
                "{" + list + ".#}",
                "the number in the list that each: names");
          }
        }
      }
    }
  }

  private void checkKey(Mapping mapping) {
    List<String> keyFields = mapping.keyFields();
    int fields = keyFields.size();
    String accepted =
        switch (mapping.keyFormat()) {
          case NONE -> fields == 0 ? "" : "none (format: none)";
          case STRING -> fields == 1 ? "" : "one (format: string)";
          case AVRO -> fields > 0 ? "" : "at least one (format: avro)";
        };
    if (!accepted.isEmpty() && !document.hasProblemAt("key")) {
      document.problem("key.fields", Integer.toString(fields), accepted);
    }
    for (int i = 0; i < fields; i++) {
      Set<FieldType> types =
          mapping.keyFormat() == KeyFormat.STRING ? Set.of(FieldType.STRING) : Set.of();
      if (!isRequired(mapping, keyFields.get(i), types)) {
        document.problem(
            "key.fields[" + i + "]",
            "\"" + keyFields.get(i) + "\"",
            types.isEmpty()
                ? "a required field of this mapping"
                : "a required field of type string of this mapping");
      }
    }
  }

  /** Whether there is such a field; true where other problems leave that open. */
  private boolean isRequired(Mapping mapping, String name, Set<FieldType> types) {
    boolean nameless = mapping.fields().isEmpty();
    for (int i = 0; i < mapping.fields().size(); i++) {
      Field field = mapping.fields().get(i).field();
      if (field.name().equals(name)) {
        return document.hasProblemAt("fields[" + i + "]")
            || (field.required() && (types.isEmpty() || types.contains(field.type())));
      }
      nameless |= field.name().isEmpty();
    }
    return nameless;
  }

  private static Form<Character> delimiter() {
    return new Form<>(
        "one ASCII character, or tab",
        text -> {
          if (text.equals("tab")) {
            return Optional.of('\t');
          }
          return text.length() == 1 && text.charAt(0) < 128
              ? Optional.of(text.charAt(0))
              : Optional.empty();
        });
  }
}
