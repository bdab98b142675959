package dev.tidemark.definition;

import static dev.tidemark.definition.DefinitionRules.quoted;

import dev.tidemark.yaml.YamlDocument;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must hold besides where a query makes the rows: its topics are tables of SQL. */
final class ViewRules {
  /** Columns that each topic has in SQL besides its fields. */
  static final Set<String> RECORD_COLUMNS =
      Set.of(
          "kafka_topic",
          "kafka_partition",
          "kafka_offset",
          "kafka_timestamp",
          "kafka_headers",
          "kafka_schema_id");

  /** Column of each topic with a lateness: the event time in milliseconds. */
  private static final String EVENT_TIME = "event_time";

  private final TableDefinition definition;
  private final YamlDocument document;

  ViewRules(TableDefinition definition, YamlDocument document) {
    this.definition = definition;
    this.document = document;
  }

  void check() {
    DefinitionRules.refuseTwice(
        document, "sources", "table", definition.sources().stream().map(Source::table).toList());
    for (int i = 0; i < definition.sources().size(); i++) {
      Source source = definition.sources().get(i);
      String at = "sources[" + i + "]";
      if (!document.hasProblemAt(at + ".fields")) {
        fieldsAreNotNamedLikeMetadata(source, at);
        keyFieldsAreFields(source, at);
        primaryKeyIsOfRequiredFields(source, at);
      }
      primaryKeyHasAnEventTime(source, at);
      tombstonesNameARow(source, at);
    }
  }

  private void fieldsAreNotNamedLikeMetadata(Source source, String at) {
    for (int i = 0; i < source.fields().size(); i++) {
      String name = source.fields().get(i).name();
      if (RECORD_COLUMNS.contains(name) || (name.equals(EVENT_TIME) && hasLateness(source))) {
        document.problem(
            at + ".fields[" + i + "].name",
            quoted(name) + ", which SQL adds to this topic",
            "another field, or a pipeline in place of view.sql");
      }
    }
  }

  private static boolean hasLateness(Source source) {
    EventTime time = source.eventTime();
    return time != null && time.lateness() != null;
  }

  /** In SQL a record is one row: a key field has to be one of its columns. */
  private void keyFieldsAreFields(Source source, String at) {
    for (int i = 0; i < source.keyFields().size(); i++) {
      Field key = source.keyFields().get(i);
      String place = at + ".key-fields[" + i + "]";
      if (!document.hasProblemAt(place) && !source.fields().contains(key)) {
        document.problem(
            place,
            quoted(key.name()),
            "a field that stands under fields in the same way (name, type, required)");
      }
    }
  }

  private void primaryKeyIsOfRequiredFields(Source source, String at) {
    DefinitionRules.refuseTwice(document, at + ".primary-key", "", source.primaryKey());
    for (int i = 0; i < source.primaryKey().size(); i++) {
      String name = source.primaryKey().get(i);
      Optional<Field> field = source.field(name);
      if (field.isEmpty()
          || !field.get().required()
          || DefinitionRules.NO_KEY.contains(field.get().type())) {
        document.problem(
            at + ".primary-key[" + i + "]",
            quoted(name),
            "a required field of this source whose type can be compared exactly");
      }
    }
  }

  private void primaryKeyHasAnEventTime(Source source, String at) {
    if (!source.primaryKey().isEmpty()
        && source.eventTime() == null
        && !document.hasProblemAt(at + ".event-time")) {
      document.problem(
          at + ".event-time",
          "nothing",
          "the field that says which of two records of a key is newer (primary-key)");
    }
  }

  private void tombstonesNameARow(Source source, String at) {
    if (!source.tombstones()
        || document.hasProblemAt(at + ".key-fields")
        || document.hasProblemAt(at + ".primary-key")) {
      return;
    }
    List<String> keyNames = source.keyFields().stream().map(Field::name).toList();
    if (source.primaryKey().isEmpty()) {
      document.problem(
          at + ".tombstones", "true", "false, since there is no primary-key to delete by");
    } else if (!keyNames.containsAll(source.primaryKey())) {
      document.problem(
          at + ".tombstones",
          "true with the key fields " + keyNames,
          "key fields that hold the whole primary-key " + source.primaryKey());
    }
  }
}
