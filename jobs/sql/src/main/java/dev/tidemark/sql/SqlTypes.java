package dev.tidemark.sql;

import dev.tidemark.definition.FieldType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.TimestampType;

/** A definition's types in SQL. */
final class SqlTypes {
  private static final int MICROS = 6;

  private SqlTypes() {}

  static DataType of(FieldType type) {
    if (type instanceof FieldType.Decimal decimal) {
      return DataTypes.DECIMAL(decimal.precision(), decimal.scale());
    }
    return switch ((FieldType.Simple) type) {
      case STRING -> DataTypes.STRING();
      case INT -> DataTypes.INT();
      case LONG -> DataTypes.BIGINT();
      case FLOAT -> DataTypes.FLOAT();
      case DOUBLE -> DataTypes.DOUBLE();
      case BOOLEAN -> DataTypes.BOOLEAN();
      case DATE -> DataTypes.DATE();
      case TIMESTAMP -> DataTypes.TIMESTAMP(MICROS);
      case TIMESTAMPTZ -> DataTypes.TIMESTAMP_LTZ(MICROS);
      case BINARY -> DataTypes.BYTES();
    };
  }

  /** Whether every value of an expression is a value of the column, unchanged. */
  static boolean fits(LogicalType from, FieldType to) {
    if (to instanceof FieldType.Decimal decimal) {
      return digits(from) <= decimal.precision() - decimal.scale()
          && scale(from) <= decimal.scale();
    }
    return switch ((FieldType.Simple) to) {
      case STRING -> from.is(LogicalTypeFamily.CHARACTER_STRING);
      case BINARY -> from.is(LogicalTypeFamily.BINARY_STRING);
      case TIMESTAMP -> from instanceof TimestampType t && t.getPrecision() <= MICROS;
      case TIMESTAMPTZ -> from instanceof LocalZonedTimestampType t && t.getPrecision() <= MICROS;
      default ->
          switch (from.getTypeRoot()) {
            case TINYINT, SMALLINT, INTEGER -> to == FieldType.INT || to == FieldType.LONG;
            case BIGINT -> to == FieldType.LONG;
            case FLOAT -> to == FieldType.FLOAT || to == FieldType.DOUBLE;
            case DOUBLE -> to == FieldType.DOUBLE;
            case BOOLEAN -> to == FieldType.BOOLEAN;
            case DATE -> to == FieldType.DATE;
            default -> false;
          };
    };
  }

  /** In front of the point; more than any decimal has if it is no exact number. */
  private static int digits(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      case DECIMAL -> ((DecimalType) type).getPrecision() - scale(type);
      default -> Integer.MAX_VALUE;
    };
  }

  private static int scale(LogicalType type) {
    return type instanceof DecimalType decimal ? decimal.getScale() : 0;
  }
}
