package dev.tidemark.connector.table;

import dev.tidemark.definition.FieldType;
import java.util.Optional;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/** Which SQL types a contract and a live table can have. */
final class ColumnTypes {
  static final String ACCEPTED =
      "STRING, INT, BIGINT, FLOAT, DOUBLE, BOOLEAN, DATE, TIMESTAMP(6), TIMESTAMP_LTZ(6), BYTES and"
          + " DECIMAL(p, s)";

  /** What a watermark's column must have. */
  static final int MILLIS = 3;

  private static final int MICROS = 6;

  private ColumnTypes() {}

  /** A field of a record; its timestamps may be of milliseconds, as Flink's watermarks ask. */
  static Optional<FieldType> ofField(LogicalType type) {
    if (precision(type) == MILLIS) {
      return Optional.of(
          type instanceof TimestampType ? FieldType.TIMESTAMP : FieldType.TIMESTAMPTZ);
    }
    return ofColumn(type);
  }

  /** A column of a live table: exactly what Iceberg keeps, so that nothing is cut or padded. */
  static Optional<FieldType> ofColumn(LogicalType type) {
    return Optional.ofNullable(
        switch (type.getTypeRoot()) {
          case VARCHAR ->
              ((VarCharType) type).getLength() == VarCharType.MAX_LENGTH ? FieldType.STRING : null;
          case INTEGER -> FieldType.INT;
          case BIGINT -> FieldType.LONG;
          case FLOAT -> FieldType.FLOAT;
          case DOUBLE -> FieldType.DOUBLE;
          case BOOLEAN -> FieldType.BOOLEAN;
          case DATE -> FieldType.DATE;
          case TIMESTAMP_WITHOUT_TIME_ZONE ->
              precision(type) == MICROS ? FieldType.TIMESTAMP : null;
          case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
              precision(type) == MICROS ? FieldType.TIMESTAMPTZ : null;
          case VARBINARY ->
              ((VarBinaryType) type).getLength() == VarBinaryType.MAX_LENGTH
                  ? FieldType.BINARY
                  : null;
          case DECIMAL -> {
            DecimalType decimal = (DecimalType) type;
            yield FieldType.decimal(decimal.getPrecision(), decimal.getScale());
          }
          default -> null;
        });
  }

  /** Of a timestamp; -1 for other types. */
  static int precision(LogicalType type) {
    if (type instanceof TimestampType timestamp) {
      return timestamp.getPrecision();
    }
    return type instanceof LocalZonedTimestampType timestamp ? timestamp.getPrecision() : -1;
  }
}
