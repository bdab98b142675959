package dev.tidemark.definition;

import dev.tidemark.definition.FieldType.Decimal;
import dev.tidemark.definition.FieldType.Simple;
import dev.tidemark.yaml.YamlDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What must hold between the parts of a definition. One method per rule. Rules pass over values
 * that were unreadable: those have a problem already, and a second one about the placeholder would
 * only mislead.
 */
final class DefinitionRules {
  private static final Set<FieldType> TIMES = Set.of(FieldType.TIMESTAMP, FieldType.TIMESTAMPTZ);
  static final Set<FieldType> NO_KEY = Set.of(FieldType.FLOAT, FieldType.DOUBLE, FieldType.BINARY);

  private final TableDefinition definition;
  private final YamlDocument document;

  DefinitionRules(TableDefinition definition, YamlDocument document) {
    this.definition = definition;
    this.document = document;
  }

  void check() {
    sourcesFeedTheTable();
    columnsHaveNamesOfTheirOwn();
    if (!document.hasProblemAt("kind")) {
      primaryKeyFitsTheKind();
      if (!definition.isSql()) {
        tombstonesNameARow();
      }
    }
    primaryKeyIsAKey();
    partitionsCanBeMade();
    checksAreOfItsColumns();
    pointsLieWithinTheHorizon();
  }

  private void pointsLieWithinTheHorizon() {
    Recovery recovery = definition.recovery();
    String horizon = "recovery.horizon";
    String every = "recovery.savepoints-every";
    if (document.hasProblemAt(horizon) || document.hasProblemAt(every)) {
      return;
    }
    if (recovery.horizon().isZero()) {
      document.problem(horizon, "no time", "a time that is longer than zero");
    } else if (recovery.savepointsEvery().isZero()
        || recovery.savepointsEvery().compareTo(recovery.horizon()) > 0) {
      document.problem(
          every,
          DurationText.of(recovery.savepointsEvery()),
          "a time that is longer than zero and at most the horizon, "
              + DurationText.of(recovery.horizon()));
    }
  }

  private void checksAreOfItsColumns() {
    for (int i = 0; i < definition.checks().size(); i++) {
      Check check = definition.checks().get(i);
      String column =
          check instanceof Check.NullRate rate
              ? rate.column()
              : check instanceof Check.ExistsIn exists ? exists.column() : "";
      if (!column.isEmpty() && columnIndex(column) < 0) {
        document.problem("checks[" + i + "].column", quoted(column), "a column of this table");
      }
    }
  }

  private void sourcesFeedTheTable() {
    if (definition.sources().isEmpty() && !document.hasProblemAt("sources")) {
      document.problem("sources", "no source", "at least one topic with its fields");
    }
    refuseTwice("sources", "topic", definition.sources().stream().map(Source::topic).toList());
    for (int i = 0; i < definition.sources().size(); i++) {
      Source source = definition.sources().get(i);
      String at = "sources[" + i + "]";
      if (source.fields().isEmpty() && !document.hasProblemAt(at + ".fields")) {
        document.problem(at + ".fields", "no field", "the fields that the rows need");
      }
      refuseTwice(at + ".fields", "name", source.fields().stream().map(Field::name).toList());
      refuseTwice(
          at + ".key-fields", "name", source.keyFields().stream().map(Field::name).toList());
      keyFieldsFitTheFormat(source, at);
      eventTimeIsARequiredTime(source, at);
    }
  }

  private void keyFieldsFitTheFormat(Source source, String at) {
    if (document.hasProblemAt(at + ".key") || document.hasProblemAt(at + ".key-fields")) {
      return;
    }
    List<Field> fields = source.keyFields();
    String found = fields.isEmpty() ? "none" : fields.size() + " of them";
    switch (source.keyFormat()) {
      case NONE -> {
        if (!fields.isEmpty()) {
          document.problem(
              at + ".key-fields", found, "none, since the key is not used (key: none)");
        }
      }
      case STRING -> {
        if (fields.size() != 1
            || fields.get(0).type() != FieldType.STRING
            || !fields.get(0).required()) {
          document.problem(
              at + ".key-fields", found, "one required field of type string (key: string)");
        }
      }
      case AVRO -> {
        if (fields.isEmpty()) {
          document.problem(at + ".key-fields", found, "at least one field (key: avro)");
        }
      }
    }
  }

  private void eventTimeIsARequiredTime(Source source, String at) {
    EventTime time = source.eventTime();
    String key = at + ".event-time.field";
    if (time == null || document.hasProblemAt(key) || document.hasProblemAt(at + ".fields")) {
      return;
    }
    Optional<Field> field = source.field(time.field());
    if (field.isEmpty() || !TIMES.contains(field.get().type()) || !field.get().required()) {
      document.problem(
          key,
          "\"" + time.field() + "\"",
          "a required field of this source of type timestamp or timestamptz");
    }
  }

  private void columnsHaveNamesOfTheirOwn() {
    if (definition.columns().isEmpty() && !document.hasProblemAt("columns")) {
      document.problem("columns", "no column", "at least one column");
    }
    refuseTwice("columns", "name", definition.columns().stream().map(Column::name).toList());
  }

  private void primaryKeyFitsTheKind() {
    boolean upsert = definition.kind() == Kind.UPSERT;
    boolean given = document.root().has("primary-key");
    if (upsert && definition.primaryKey().isEmpty() && !document.hasProblemAt("primary-key")) {
      document.problem("primary-key", "none", "the columns that identify a row (kind: upsert)");
    }
    if (!upsert && given) {
      document.problem("primary-key", "a key", "none, since rows are never changed (kind: append)");
    }
  }

  private void primaryKeyIsAKey() {
    refuseTwice("primary-key", "", definition.primaryKey());
    for (int i = 0; i < definition.primaryKey().size(); i++) {
      String name = definition.primaryKey().get(i);
      int column = columnIndex(name);
      String at = "primary-key[" + i + "]";
      if (column < 0) {
        document.problem(at, quoted(name), "a column of this table");
      } else if (!document.hasProblemAt("columns[" + column + "]")) {
        Column key = definition.columns().get(column);
        if (!key.required()) {
          document.problem(at, quoted(name) + ", which may be null", "a required column");
        }
        if (NO_KEY.contains(key.type())) {
          document.problem(
              at,
              quoted(name) + " of type " + key.type().text(),
              "a column of a type that can be compared exactly, none of float, double and binary");
        }
      }
    }
  }

  /** A tombstone has a key and nothing else, so the key must hold the whole primary key. */
  private void tombstonesNameARow() {
    for (int i = 0; i < definition.sources().size(); i++) {
      Source source = definition.sources().get(i);
      String at = "sources[" + i + "]";
      if (!source.tombstones() || document.hasProblemAt(at + ".key-fields")) {
        continue;
      }
      List<String> keyNames = source.keyFields().stream().map(Field::name).toList();
      if (definition.kind() != Kind.UPSERT) {
        document.problem(
            at + ".tombstones", "true", "false, since rows are never deleted (kind: append)");
      } else if (!keyNames.containsAll(definition.primaryKey())) {
        document.problem(
            at + ".tombstones",
            "true with the key fields " + keyNames,
            "key fields that hold the whole primary key " + definition.primaryKey());
      }
    }
  }

  private void partitionsCanBeMade() {
    for (int i = 0; i < definition.partitionBy().size(); i++) {
      PartitionField field = definition.partitionBy().get(i);
      String at = "partition-by[" + i + "]";
      int column = columnIndex(field.column());
      if (column < 0) {
        document.problem(at, quoted(field.column()), "a column of this table");
      } else if (!document.hasProblemAt("columns[" + column + "]")) {
        FieldType type = definition.columns().get(column).type();
        if (!canBePartitioned(field.transform(), type)) {
          document.problem(
              at, quoted(field.text()) + " on a " + type.text(), accepted(field.transform()));
        }
      }
      // An equality delete reaches only the files of its own partition: the same key in another
      // partition would survive an update.
      if (definition.kind() == Kind.UPSERT
          && !definition.primaryKey().isEmpty()
          && !definition.primaryKey().contains(field.column())) {
        document.problem(
            at,
            quoted(field.text()),
            "a column of the primary key, since a delete reaches only its own partition");
      }
    }
  }

  private static boolean canBePartitioned(Transform transform, FieldType type) {
    return switch (transform) {
      case IDENTITY -> type != FieldType.FLOAT && type != FieldType.DOUBLE;
      case MONTH, DAY -> type == FieldType.DATE || TIMES.contains(type);
      case HOUR -> TIMES.contains(type);
      case BUCKET ->
          type != FieldType.FLOAT && type != FieldType.DOUBLE && type != FieldType.BOOLEAN;
      case TRUNCATE ->
          type instanceof Decimal
              || Set.<FieldType>of(Simple.STRING, Simple.INT, Simple.LONG, Simple.BINARY)
                  .contains(type);
    };
  }

  private static String accepted(Transform transform) {
    return switch (transform) {
      case IDENTITY, BUCKET -> "a column of a type that can be compared exactly";
      case MONTH, DAY -> "a date, timestamp or timestamptz";
      case HOUR -> "a timestamp or timestamptz";
      case TRUNCATE -> "a string, int, long, binary or decimal";
    };
  }

  private int columnIndex(String name) {
    return IntStream.range(0, definition.columns().size())
        .filter(i -> definition.columns().get(i).name().equals(name))
        .findFirst()
        .orElse(-1);
  }

  private void refuseTwice(String list, String key, List<String> names) {
    refuseTwice(document, list, key, names);
  }

  static void refuseTwice(YamlDocument document, String list, String key, List<String> names) {
    var seen = new HashSet<String>();
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).isEmpty() && !seen.add(names.get(i))) {
        String at = list + "[" + i + "]" + (key.isEmpty() ? "" : "." + key);
        document.problem(at, quoted(names.get(i)) + " a second time", "each once");
      }
    }
  }

  static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
