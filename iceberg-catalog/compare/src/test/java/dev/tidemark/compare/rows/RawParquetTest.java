package dev.tidemark.compare.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Files;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are read without objects have the bytes of those that are read with them. */
class RawParquetTest {
  private static final int ROWS = 2_000;
  private static final Schema WRITTEN =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "in_32_bits", Types.DecimalType.of(9, 2)),
          Types.NestedField.optional(3, "in_64_bits", Types.DecimalType.of(18, 3)),
          Types.NestedField.optional(4, "in_bytes", Types.DecimalType.of(38, 4)),
          Types.NestedField.optional(5, "name", Types.StringType.get()),
          Types.NestedField.optional(6, "colour", Types.StringType.get()),
          Types.NestedField.optional(7, "picture", Types.BinaryType.get()));

  @TempDir private Path folder;
  private final Random random = new Random(7);

  @Test
  void bytesAreThoseOfIcebergsReader() throws IOException {
    InputFile file = write();
    assertThat(raw(file, WRITTEN)).hasSize(ROWS).isEqualTo(byObjects(file, WRITTEN));
  }

  @Test
  void widerTypesNewAndMissingColumnsToo() throws IOException {
    InputFile file = write();
    Schema grown =
        new Schema(
            Types.NestedField.optional(9, "added", Types.StringType.get()),
            Types.NestedField.optional(8, "price", Types.DecimalType.of(10, 2)),
            Types.NestedField.optional(5, "renamed", Types.StringType.get()),
            Types.NestedField.optional(2, "in_32_bits", Types.DecimalType.of(30, 2)),
            Types.NestedField.required(1, "id", Types.LongType.get()));
    assertThat(raw(file, grown)).hasSize(ROWS).isEqualTo(byObjects(file, grown));
  }

  private List<String> raw(InputFile file, Schema schema) throws IOException {
    return bytes(RawParquet.read(file, schema), schema);
  }

  private static List<String> byObjects(InputFile file, Schema schema) throws IOException {
    return bytes(InternalData.read(FileFormat.PARQUET, file).project(schema).build(), schema);
  }

  private static List<String> bytes(CloseableIterable<StructLike> rows, Schema schema)
      throws IOException {
    CanonicalRow columns = CanonicalRow.of(schema);
    RowBytes bytes = new RowBytes();
    List<String> all = new ArrayList<>();
    try (rows) {
      for (StructLike row : rows) {
        bytes.clear();
        columns.write(row, bytes);
        all.add(HexFormat.of().formatHex(bytes.copy()));
      }
    }
    return all;
  }

  private InputFile write() throws IOException {
    Path file = folder.resolve("rows.parquet");
    try (FileAppender<Record> out =
        Parquet.write(Files.localOutput(file.toFile()))
            .schema(WRITTEN)
            .createWriterFunc(GenericParquetWriter::create)
            .build()) {
      for (int id = 0; id < ROWS; id++) {
        out.add(row(id));
      }
    }
    return Files.localInput(file.toFile());
  }

  private Record row(int id) {
    Record row = GenericRecord.create(WRITTEN);
    row.set(0, id);
    row.set(1, decimal(9, 2));
    row.set(2, decimal(18, 3));
    row.set(3, decimal(38, 4));
    row.set(4, id % 7 == 0 ? null : "é€ ".repeat(random.nextInt(4)) + id);
    row.set(5, List.of("red", "green", "", "blue").get(random.nextInt(4)));
    row.set(6, id % 5 == 0 ? null : ByteBuffer.wrap(new byte[] {(byte) id, 0, -1}));
    return row;
  }

  /** Of all lengths and both signs, ends and zero among them. */
  private @Nullable BigDecimal decimal(int precision, int scale) {
    BigInteger largest = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
    BigInteger value =
        switch (random.nextInt(6)) {
          case 0 -> null;
          case 1 -> BigInteger.ZERO;
          case 2 -> largest;
          case 3 -> largest.negate();
          default ->
              new BigInteger(random.nextInt(largest.bitLength()), random)
                  .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
        };
    return value == null ? null : new BigDecimal(value, scale);
  }
}
