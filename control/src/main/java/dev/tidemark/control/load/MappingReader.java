package dev.tidemark.control.load;

import dev.tidemark.control.load.MappedField.Template;
import dev.tidemark.control.load.ValueReader.TimeFormat;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a mapping of its YAML; problems go to the document. */
final class MappingReader {
  private static final Form<String> NAME =
      Form.matching("a name in snake_case", Pattern.compile("[a-z][a-z0-9_]*"));
  private static final Form<String> SCHEMA_NAME =
      Form.matching(
          "a full name like dev.tidemark.shop.OrderLine",
          Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)*[A-Za-z_][A-Za-z0-9_]*"));
  private static final Form<String> ANY = new Form<>("a text", Optional::of);
  private static final Form<FieldType> TYPE = Form.of(FieldType.ACCEPTED, FieldType::parse);
  private static final Form<ZoneId> ZONE =
      new Form<>(
          "a time zone like Europe/London or UTC",
          text -> {
            try {
              return Optional.of(ZoneId.of(text));
            } catch (DateTimeException unknown) {
              return Optional.empty();
            }
          });
  private static final String FORMATS =
      "iso, epoch-s, epoch-ms, or a pattern like yyyy-MM-dd HH:mm:ss";
  private static final Set<FieldType> TIMES =
      Set.of(FieldType.DATE, FieldType.TIMESTAMP, FieldType.TIMESTAMPTZ);

  private final String name;
  private final YamlDocument document;

  MappingReader(String name, YamlDocument document) {
    this.name = name;
    this.document = document;
  }

  Mapping read() {
    YamlMap root = document.root();
    List<YamlMap> fieldMaps = root.maps("fields");
    List<MappedField> fields = fieldMaps.stream().map(this::field).toList();
    Optional<YamlMap> key = root.map("key");
    var mapping =
        new Mapping(
            name,
            root.required("topic", Form.TEXT).orElse(""),
            root.required("schema", SCHEMA_NAME).orElse(""),
            key.flatMap(map -> map.required("format", Form.oneOf(KeyFormat.class)))
                .orElse(KeyFormat.NONE),
            key.map(map -> map.list("fields", NAME)).orElse(List.of()),
            root.optional("event-time", NAME).orElse(null),
            root.optional("tombstone-when-empty", Form.TEXT).orElse(null),
            root.optional("delimiter", delimiter()).orElse(','),
            fields);
    key.ifPresent(YamlMap::refuseOtherKeys);
    root.refuseOtherKeys();
    check(mapping);
    return mapping;
  }

  private MappedField field(YamlMap map) {
    FieldType type = map.required("type", TYPE).orElse(FieldType.STRING);
    var field =
        new Field(
            map.required("name", NAME).orElse(""),
            type,
            map.optional("required", Form.YES_NO).orElse(false));
    Template template = template(map);
    List<String> absent = map.has("absent") ? map.list("absent", ANY) : List.of("");
    String suffix = map.optional("remove-suffix", Form.TEXT).orElse("");
    TimeFormat time = timeFormat(map, type);
    map.refuseOtherKeys();
    return new MappedField(
        field, template, Set.copyOf(absent), suffix, new ValueReader(type, time));
  }

  private Template template(YamlMap map) {
    Optional<String> from = map.optional("from", Form.TEXT);
    Optional<String> template = map.optional("template", Form.TEXT);
    if (from.isPresent() == template.isPresent()) {
      document.problem(
          map.path("from"),
          from.isPresent() ? "from and template" : "nothing",
          "either from: a column, or template: a text with columns in braces");
    }
    return from.map(Template::column).orElseGet(() -> Template.parse(template.orElse("")));
  }

  private TimeFormat timeFormat(YamlMap map, FieldType type) {
    Optional<String> format = map.optional("format", Form.TEXT);
    Optional<ZoneId> zone = map.optional("zone", ZONE);
    if (!TIMES.contains(type)) {
      format.ifPresent(
          text ->
              document.problem(map.path("format"), "\"" + text + "\"", "none for " + type.text()));
      return TimeFormat.ISO;
    }
    return switch (format.orElse("iso")) {
      case "iso" -> TimeFormat.ISO;
      case "epoch-s" -> epoch(map, type, TimeFormat.Unit.SECONDS);
      case "epoch-ms" -> epoch(map, type, TimeFormat.Unit.MILLIS);
      default -> pattern(map, type, format.orElseThrow(), zone);
    };
  }

  private TimeFormat epoch(YamlMap map, FieldType type, TimeFormat.Unit unit) {
    if (type != FieldType.TIMESTAMPTZ) {
      document.problem(
          map.path("format"), "a count since 1970 for " + type.text(), "it for timestamptz only");
    }
    return new TimeFormat(null, unit);
  }

  private TimeFormat pattern(YamlMap map, FieldType type, String pattern, Optional<ZoneId> zone) {
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      boolean writesItsZone = pattern.matches(".*[VzOXxZ].*");
      if (type == FieldType.TIMESTAMPTZ && zone.isEmpty() && !writesItsZone) {
        document.problem(
            map.path("zone"),
            "nothing",
            "a time zone like Europe/London, since the format does not write one");
      }
      return new TimeFormat(zone.map(formatter::withZone).orElse(formatter), null);
    } catch (IllegalArgumentException noPattern) {
      document.problem(map.path("format"), "\"" + pattern + "\"", FORMATS);
      return TimeFormat.ISO;
    }
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

  /** Whether there is such a field; true where a problem already stands in the fields. */
  private boolean isRequired(Mapping mapping, String name, Set<FieldType> types) {
    return document.hasProblemAt("fields")
        || mapping
            .field(name)
            .map(MappedField::field)
            .filter(field -> field.required() && (types.isEmpty() || types.contains(field.type())))
            .isPresent();
  }

  private static Form<Character> delimiter() {
    return new Form<>(
        "one character, or tab",
        text -> {
          if (text.equals("tab")) {
            return Optional.of('\t');
          }
          return text.length() == 1 ? Optional.of(text.charAt(0)) : Optional.empty();
        });
  }
}
