package dev.tidemark.control.load;

import dev.tidemark.definition.KeyFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a file become records of a topic.
 *
 * @param about what file it is for, in a sentence; empty if it does not say
 * @param schemaName full name of the value's Avro record
 * @param keyFields names of fields; one for a string key
 * @param eventTime the field that says when the event happened, also the record's timestamp; null
 *     if records are stamped when they are sent
 * @param tombstoneWhenEmpty a row without this column becomes a record without a value; null if
 *     none does
 */
record Mapping(
    String name,
    String about,
    String topic,
    String schemaName,
    KeyFormat keyFormat,
    List<String> keyFields,
    @Nullable String eventTime,
    @Nullable String tombstoneWhenEmpty,
    Shape shape,
    List<MappedField> fields) {
  Mapping {
    keyFields = List.copyOf(keyFields);
    fields = List.copyOf(fields);
  }

  /**
   * Where the rows are in a file.
   *
   * @param delimiter between the values of a CSV file; null for the format's own
   * @param list path of the list in a JSON document; empty if the document is the list
   * @param each path of a list in each object, whose elements are the rows; null if the objects are
   */
  record Shape(@Nullable Character delimiter, String list, @Nullable String each) {
    char delimiter(char usual) {
      return delimiter == null ? usual : delimiter;
    }

    boolean isNested() {
      return !list.isEmpty() || each != null;
    }
  }

  Mapping withTopic(String other) {
    return new Mapping(
        name,
        about,
        other,
        schemaName,
        keyFormat,
        keyFields,
        eventTime,
        tombstoneWhenEmpty,
        shape,
        fields);
  }

  Optional<MappedField> field(String name) {
    return fields.stream().filter(field -> field.field().name().equals(name)).findFirst();
  }

  /** Columns that the rows must have. */
  Set<String> columns() {
    var columns = new TreeSet<String>();
    fields.forEach(field -> columns.addAll(field.columns()));
    if (tombstoneWhenEmpty != null) {
      columns.add(tombstoneWhenEmpty);
    }
    return columns;
  }
}
