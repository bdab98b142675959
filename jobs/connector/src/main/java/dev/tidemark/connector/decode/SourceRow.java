package dev.tidemark.connector.decode;

import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.Source;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * The shape of a decoded row: the contract's fields in their order, then where the record stood.
 * The last four columns are {@value #TOPIC} (string), {@value #PARTITION} (int), {@value #OFFSET}
 * (long) and {@value #TIMESTAMP} (Kafka's record timestamp, milliseconds, with local time zone).
 */
public final class SourceRow {
  public static final String TOPIC = "$topic";
  public static final String PARTITION = "$partition";
  public static final String OFFSET = "$offset";
  public static final String TIMESTAMP = "$timestamp";

  static final int METADATA_COLUMNS = 4;

  private final List<Field> fields;

  public SourceRow(Source source) {
    this.fields = source.fields();
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
    return new RowType(false, columns);
  }

  /**
   * Where a field or one of the four position columns stands in the row.
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

  int contractSize() {
    return fields.size();
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
