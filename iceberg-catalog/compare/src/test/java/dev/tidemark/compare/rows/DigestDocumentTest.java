package dev.tidemark.compare.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of {@code docs/digest.md} are what the code computes. */
class DigestDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("tidemark.home", "../..")).resolve("docs/digest.md");
  private static final Pattern VECTOR =
      Pattern.compile("\\| `(.+?)` \\| `(.*?)` \\| `([0-9a-f]+)` \\| `([0-9a-f]{32})` \\|");

  private static final Schema TABLE =
      new Schema(
          List.of(
              Types.NestedField.required(1, "id", Types.LongType.get()),
              Types.NestedField.optional(2, "price", Types.DecimalType.of(10, 3)),
              Types.NestedField.optional(3, "name", Types.StringType.get())),
          Set.of(1));

  private record Vector(String type, String value, String bytes, String hash) {}

  static Stream<Vector> vectors() throws IOException {
    Matcher matcher = VECTOR.matcher(Files.readString(DOCUMENT));
    return matcher
        .results()
        .map(it -> new Vector(it.group(1), it.group(2), it.group(3), it.group(4)));
  }

  @Test
  void everyTypeOfADefinitionHasAVector() throws IOException {
    EnumSet<ColumnKind> without =
        EnumSet.of(ColumnKind.TIMESTAMP_NANOS, ColumnKind.TIMESTAMPTZ_NANOS);
    assertThat(vectors().map(it -> ColumnKind.of(type(it)).orElseThrow()))
        .containsAll(EnumSet.complementOf(without));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aValueHasTheBytesOfTheDocument(Vector vector) {
    Schema schema = new Schema(Types.NestedField.optional(1, "c", type(vector)));
    Record row = GenericRecord.create(schema);
    row.set(0, value(type(vector).typeId(), vector.value()));
    RowBytes bytes = bytes(schema, row);
    assertThat(HexFormat.of().formatHex(bytes.copy())).isEqualTo(vector.bytes());
    assertThat(hash(bytes)).isEqualTo(vector.hash());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void bytesReadBackAreTheValue(Vector vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.bytes());
    assertThat(CanonicalRow.read(bytes).get("c").text())
        .isEqualTo(vector.value().equals("-0.0") ? "0.0" : vector.value());
  }

  @Test
  void theTableOfTheDocumentHasItsDigests() throws IOException {
    String document = Files.readString(DOCUMENT);
    Record tea = row(1L, new BigDecimal("1.500"), "tea");
    Record jam = row(2L, null, "jam");
    for (Record row : List.of(tea, jam)) {
      RowBytes bytes = bytes(TABLE, row);
      RowHasher key = new RowHasher();
      key.hash(bytesOf(CanonicalRow.of(TABLE, Set.of(1)), row));
      assertThat(document)
          .contains(
              "| `%s` | `%s` | %d |"
                  .formatted(
                      HexFormat.of().formatHex(bytes.copy()),
                      hash(bytes),
                      BucketDigests.bucket(key.high())));
    }
    assertThat(document)
        .contains("Both rows: 2 and `%s`".formatted(digest(tea, jam).text()))
        .contains("and the second: 3 and `%s`".formatted(digest(jam, tea, tea).text()))
        .contains("`%s`".formatted(Digest.NONE.text()))
        .contains("no bytes: hash `%s`".formatted(hash(new RowBytes())));
  }

  @Test
  void theOrderOfRowsIsNotInTheDigestAndTheirNumberIs() {
    Record tea = row(1L, null, "tea");
    Record jam = row(2L, null, "jam");
    assertThat(digest(tea, jam)).isEqualTo(digest(jam, tea));
    assertThat(digest(tea, tea, jam)).isNotEqualTo(digest(jam)).isNotEqualTo(digest(tea, jam));
    assertThat(digest(tea).plus(digest(jam))).isEqualTo(digest(tea, jam));
  }

  @Test
  void sumsCarryOverTheMiddleAndWrapAround() {
    Digest most = new Digest(1, -1, -1);
    assertThat(most.plus(new Digest(1, 0, 1))).isEqualTo(new Digest(2, 0, 0));
    assertThat(new Digest(1, 0, -1).plus(new Digest(1, 0, 2))).isEqualTo(new Digest(2, 1, 1));
  }

  @Test
  void aNewOptionalColumnAndAWiderTypeChangeNothing() {
    Schema grown =
        new Schema(
            Types.NestedField.optional(9, "added", Types.StringType.get()),
            Types.NestedField.optional(3, "name", Types.StringType.get()),
            Types.NestedField.optional(2, "price", Types.DecimalType.of(30, 3)),
            Types.NestedField.required(1, "id", Types.IntegerType.get()));
    Record row = GenericRecord.create(grown);
    row.setField("id", 1);
    row.setField("price", new BigDecimal("1.500"));
    row.setField("name", "tea");
    assertThat(hash(bytes(grown, row)))
        .isEqualTo(hash(bytes(TABLE, row(1L, new BigDecimal("1.500"), "tea"))));
  }

  private static Record row(Object... values) {
    Record row = GenericRecord.create(TABLE);
    for (int i = 0; i < values.length; i++) {
      row.set(i, values[i]);
    }
    return row;
  }

  private static Digest digest(Record... rows) {
    Digest digest = Digest.NONE;
    for (Record row : rows) {
      RowHasher hasher = new RowHasher();
      hasher.hash(bytes(TABLE, row));
      digest = digest.plus(new Digest(1, hasher.high(), hasher.low()));
    }
    return digest;
  }

  private static RowBytes bytes(Schema schema, StructLike row) {
    return bytesOf(CanonicalRow.of(schema), row);
  }

  private static RowBytes bytesOf(CanonicalRow columns, StructLike row) {
    RowBytes bytes = new RowBytes();
    columns.write(row, bytes);
    return bytes;
  }

  private static String hash(RowBytes bytes) {
    RowHasher hasher = new RowHasher();
    hasher.hash(bytes);
    return new Digest(1, hasher.high(), hasher.low()).text();
  }

  private static Type.PrimitiveType type(Vector vector) {
    return Types.fromPrimitiveString(vector.type());
  }

  private static Object value(Type.TypeID type, String text) {
    return switch (type) {
      case BOOLEAN -> Boolean.valueOf(text);
      case INTEGER -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case DECIMAL -> new BigDecimal(text);
      case STRING -> text;
      case DATE -> (int) LocalDate.parse(text).toEpochDay();
      case TIME -> LocalTime.parse(text).toNanoOfDay() / 1_000;
      case TIMESTAMP -> ChronoUnit.MICROS.between(Instant.EPOCH, moment(text));
      case BINARY, FIXED -> ByteBuffer.wrap(HexFormat.of().parseHex(text));
      case UUID -> UUID.fromString(text);
      default -> throw new IllegalArgumentException(type + " has no vector");
    };
  }

  private static Instant moment(String text) {
    return text.endsWith("Z")
        ? Instant.parse(text)
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
