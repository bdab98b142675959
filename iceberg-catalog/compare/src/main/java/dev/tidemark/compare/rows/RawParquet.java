package dev.tidemark.compare.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet without making objects of what is only written out again as bytes: a string comes
 * as a {@link java.nio.ByteBuffer} of its UTF-8, a decimal of up to 18 digits as its unscaled
 * value, a {@link Long}. All else comes as Iceberg's reader of internal data has it.
 *
 * <p>To that reader the column is what Parquet stores, without the annotation that says what it
 * means; so pages, levels and encodings are read by Iceberg's and Parquet's own code. A file's
 * decimals have the scale of the column: Iceberg widens a decimal's precision only.
 */
final class RawParquet {
  private RawParquet() {}

  static CloseableIterable<StructLike> read(InputFile input, Schema schema) {
    return Parquet.read(input)
        .project(schema)
        .reuseContainers()
        .createReaderFunc(file -> reader(schema, file))
        .build();
  }

  private static ParquetValueReader<StructLike> reader(Schema schema, MessageType file) {
    Map<Integer, org.apache.iceberg.types.Type> raw = new HashMap<>();
    List<Type> stored = new ArrayList<>();
    for (Type column : file.getFields()) {
      org.apache.iceberg.types.Type as = column.getId() == null ? null : raw(schema, column);
      if (as == null) {
        stored.add(column);
      } else {
        raw.put(column.getId().intValue(), as);
        stored.add(
            new PrimitiveType(
                    column.getRepetition(),
                    column.asPrimitiveType().getPrimitiveTypeName(),
                    column.getName())
                .withId(column.getId().intValue()));
      }
    }
    List<Types.NestedField> columns =
        schema.columns().stream()
            .map(it -> raw.containsKey(it.fieldId()) ? as(it, raw.get(it.fieldId())) : it)
            .toList();
    return InternalReader.create(new Schema(columns), new MessageType(file.getName(), stored));
  }

  private static Types.NestedField as(
      Types.NestedField column, org.apache.iceberg.types.Type type) {
    return Types.NestedField.of(column.fieldId(), column.isOptional(), column.name(), type);
  }

  /** What the column is read as; null if as what it is. */
  private static org.apache.iceberg.types.@Nullable Type raw(Schema schema, Type column) {
    Types.NestedField wanted = schema.findField(column.getId().intValue());
    if (wanted == null || !column.isPrimitive()) {
      return null;
    }
    var meaning = column.getLogicalTypeAnnotation();
    PrimitiveTypeName physical = column.asPrimitiveType().getPrimitiveTypeName();
    if (meaning instanceof StringLogicalTypeAnnotation
        && wanted.type().typeId() == org.apache.iceberg.types.Type.TypeID.STRING) {
      return Types.BinaryType.get();
    }
    boolean number = physical == PrimitiveTypeName.INT32 || physical == PrimitiveTypeName.INT64;
    return number
            && meaning instanceof DecimalLogicalTypeAnnotation
            && wanted.type().typeId() == org.apache.iceberg.types.Type.TypeID.DECIMAL
        ? Types.LongType.get()
        : null;
  }
}
