package dev.tidemark.control.load;

import dev.tidemark.definition.KeyFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How lines of a file become records of a topic.
 *
 * @param schemaName full name of the value's Avro record
 * @param keyFields names of fields; one for a string key
 * @param eventTime the field that says when the event happened, also the record's timestamp; null
 *     if records are stamped when they are sent
 * @param tombstoneWhenEmpty a row without this column becomes a record without a value; null if
 *     none does
 * @param delimiter between the values of a CSV file
 */
record Mapping(
    String name,
    String topic,
    String schemaName,
    KeyFormat keyFormat,
    List<String> keyFields,
    @Nullable String eventTime,
    @Nullable String tombstoneWhenEmpty,
    char delimiter,
    List<MappedField> fields) {
  Mapping {
    keyFields = List.copyOf(keyFields);
    fields = List.copyOf(fields);
  }

  Mapping withTopic(String other) {
    return new Mapping(
        name,
        other,
        schemaName,
        keyFormat,
        keyFields,
        eventTime,
        tombstoneWhenEmpty,
        delimiter,
        fields);
  }

  Optional<MappedField> field(String name) {
    return fields.stream().filter(field -> field.field().name().equals(name)).findFirst();
  }

  /** Columns that the rows must have. */
  Set<String> columns() {
    var columns = new TreeSet<String>();
    fields.forEach(field -> columns.addAll(field.template().columns()));
    if (tombstoneWhenEmpty != null) {
      columns.add(tombstoneWhenEmpty);
    }
    return columns;
  }
}
