package dev.tidemark.lineage;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * The table beside a live table that holds the records it could not use, with their bytes.
 *
 * <p>Rows are written as keyed upserts on (topic id, partition, offset): whichever run rejects a
 * record, and however often, quarantine has it once.
 */
public final class QuarantineTable {
  private static final String SUFFIX = "_quarantine";

  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Types.NestedField.required(
                  1, "topic_id", Types.StringType.get(), "id that the broker gave the topic"),
              Types.NestedField.required(2, "partition", Types.IntegerType.get()),
              Types.NestedField.required(3, "offset", Types.LongType.get()),
              Types.NestedField.required(4, "topic", Types.StringType.get()),
              Types.NestedField.required(
                  5, "timestamp", Types.TimestampType.withZone(), "the record's timestamp"),
              Types.NestedField.optional(6, "key", Types.BinaryType.get()),
              Types.NestedField.optional(7, "value", Types.BinaryType.get()),
              Types.NestedField.optional(
                  8,
                  "headers",
                  Types.MapType.ofOptional(13, 14, Types.StringType.get(), Types.BinaryType.get())),
              Types.NestedField.optional(
                  9, "schema_id", Types.IntegerType.get(), "registry id in the record's bytes"),
              Types.NestedField.required(
                  10, "reason", Types.StringType.get(), "kind of rejection, one word"),
              Types.NestedField.required(
                  11, "message", Types.StringType.get(), "what was wrong, for people"),
              Types.NestedField.required(
                  12, "run", Types.StringType.get(), "the run that rejected it last")),
          Set.of(1, 2, 3));

  private QuarantineTable() {}

  /** Its columns, in the order in which the sink writes them. */
  public static Schema schema() {
    return SCHEMA;
  }

  /** It is not partitioned: an equality delete then reaches every row. */
  public static PartitionSpec spec() {
    return PartitionSpec.unpartitioned();
  }

  /** Its name for a live table. */
  public static TableIdentifier of(TableIdentifier table) {
    return TableIdentifier.of(table.namespace(), table.name() + SUFFIX);
  }
}
