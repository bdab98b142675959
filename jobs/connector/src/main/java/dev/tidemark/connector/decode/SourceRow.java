package dev.tidemark.connector.decode;

import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.Source;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * The shape of a decoded row: the contract's fields in their order, then where the record stood.
 * The columns behind the fields are {@value #TOPIC} (string), {@value #PARTITION} (int), {@value
 * #OFFSET} (long) and {@value #TIMESTAMP} (Kafka's record timestamp, milliseconds, with local time
 * zone); then, where they are asked for, {@value #HEADERS} (map of string and bytes) and {@value
 * #SCHEMA_ID} (int, null for a delete).
 */
public final class SourceRow implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final String TOPIC = "$topic";
  public static final String PARTITION = "$partition";
  public static final String OFFSET = "$offset";
  public static final String TIMESTAMP = "$timestamp";
  public static final String HEADERS = "$headers";
  public static final String SCHEMA_ID = "$schema_id";

  private final String topic;
  private final List<Field> fields;
  private final Set<String> filled;
  private final Set<String> wholeMillis;

  private SourceRow(Source source, Set<String> filled, Set<String> wholeMillis) {
    this.topic = source.topic();
    this.fields = source.fields();
    this.filled = new HashSet<>(filled);
    this.wholeMillis = new HashSet<>(wholeMillis);
  }

  /** All fields of the contract, and the position. */
  public SourceRow(Source source) {
    this(source, Set.copyOf(source.fields().stream().map(Field::name).toList()), Set.of());
  }

  /**
   * Only some of the columns; the others are null. A field that is not wanted is skipped and never
   * built, its presence is checked all the same. The event time and a delete's key are always
   * there.
   *
   * @param wanted names of fields, {@link #HEADERS} and {@link #SCHEMA_ID}
   * @param wholeMillis timestamps that may have nothing below the millisecond; a record with more
   *     is rejected, since it would be cut
   */
  public static SourceRow of(Source source, Set<String> wanted, Set<String> wholeMillis) {
    Set<String> filled = new HashSet<>(wanted);
    EventTime time = source.eventTime();
    if (time != null) {
      filled.add(time.field());
    }
    if (source.tombstones()) {
      source.keyFields().forEach(key -> filled.add(key.name()));
    }
    return new SourceRow(source, filled, wholeMillis);
  }

  /** The one topic that rows of this shape come from. */
  public String topic() {
    return topic;
  }

  /** The Flink type of the whole row. A delete carries only its key, so every field may be null. */
  public RowType type() {
    List<RowType.RowField> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(new RowType.RowField(field.name(), logicalType(field.type())));
    }
    columns.add(new RowType.RowField(TOPIC, new VarCharType(false, VarCharType.MAX_LENGTH)));
    columns.add(new RowType.RowField(PARTITION, new IntType(false)));
    columns.add(new RowType.RowField(OFFSET, new BigIntType(false)));
    columns.add(new RowType.RowField(TIMESTAMP, new LocalZonedTimestampType(false, 3)));
    if (fills(HEADERS)) {
      columns.add(
          new RowType.RowField(
              HEADERS,
              new MapType(
                  false,
                  new VarCharType(false, VarCharType.MAX_LENGTH),
                  new VarBinaryType(VarBinaryType.MAX_LENGTH))));
    }
    if (fills(SCHEMA_ID)) {
      columns.add(new RowType.RowField(SCHEMA_ID, new IntType()));
    }
    return new RowType(false, columns);
  }

  /**
   * Where a field or one of the columns behind the fields stands in the row.
   *
   * @throws IllegalArgumentException if the contract does not name it
   */
  public int position(String name) {
    int position = type().getFieldIndex(name);
    if (position < 0) {
      throw new IllegalArgumentException(
          "The contract has no field %s, only %s. Add it to the source's fields."
              .formatted(name, type().getFieldNames()));
    }
    return position;
  }

  boolean fills(String name) {
    return filled.contains(name);
  }

  boolean isWholeMillis(String name) {
    return wholeMillis.contains(name);
  }

  private static LogicalType logicalType(FieldType type) {
    if (type instanceof FieldType.Decimal decimal) {
      return new DecimalType(decimal.precision(), decimal.scale());
    }
    return switch ((FieldType.Simple) type) {
      case STRING -> new VarCharType(VarCharType.MAX_LENGTH);
      case INT -> new IntType();
      case LONG -> new BigIntType();
      case FLOAT -> new FloatType();
      case DOUBLE -> new DoubleType();
      case BOOLEAN -> new BooleanType();
      case DATE -> new DateType();
      case TIMESTAMP -> new TimestampType(6);
      case TIMESTAMPTZ -> new LocalZonedTimestampType(6);
      case BINARY -> new VarBinaryType(VarBinaryType.MAX_LENGTH);
    };
  }
}
