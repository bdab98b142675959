package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person types stands for the rows that hold the same value, whatever its type. */
class ErasureKeyTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "name", Types.StringType.get()),
          Types.NestedField.optional(2, "number", Types.IntegerType.get()),
          Types.NestedField.optional(3, "id", Types.LongType.get()),
          Types.NestedField.optional(4, "amount", Types.DecimalType.of(10, 3)),
          Types.NestedField.optional(5, "born", Types.DateType.get()),
          Types.NestedField.optional(6, "seen", Types.TimestampType.withZone()),
          Types.NestedField.optional(7, "score", Types.DoubleType.get()));

  @Test
  void valuesOfEveryTypeAreRecognisedInRows() {
    assertThat(isIn("name=Ann, or so", "name", "Ann, or so")).isTrue();
    assertThat(isIn("number=-7", "number", -7)).isTrue();
    assertThat(isIn("id=9999999999", "id", 9_999_999_999L)).isTrue();
    assertThat(isIn("amount=1.5", "amount", new BigDecimal("1.500"))).isTrue();
    assertThat(isIn("born=1987-03-09", "born", LocalDate.parse("1987-03-09"))).isTrue();
    assertThat(
            isIn(
                "seen=2026-01-20T08:00:00+00:00",
                "seen",
                OffsetDateTime.parse("2026-01-20T08:00:00Z")))
        .isTrue();
    assertThat(isIn("name=Ann", "name", "Anna")).isFalse();
    assertThat(isIn("name=Ann,number=1", "name", "Ann")).isFalse();
  }

  @Test
  void whatIsNoValueOfTheTypeIsRefusedWithTheFormThatIs() {
    assertNotRead("number=9999999999", "The value of column number is no int; accepted is a whole");
    assertNotRead(
        "amount=1.2345", "at most that many digits, before and behind the point, like 12.5");
    assertNotRead("amount=many", "is no decimal(10, 3)");
    assertNotRead("born=9.3.1987", "accepted is a day, like 2026-01-31");
    assertNotRead("seen=yesterday", "a time with its zone, like 2026-01-31T12:00:00+00:00");
    assertNotRead("score=1.5", "Column score is of type double, which tells no person apart");
    assertNotRead("name=", "A key has no column or no value");
    assertNotRead("nam=Ann", "it has [name, number, id, amount, born, seen, score]");
  }

  /** Written out, each would have millions of digits. */
  @ParameterizedTest
  @ValueSource(strings = {"1e30000000", "1e-30000000", "12345678"})
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDecimalFarFromItsTypeIsRefusedAtOnce(String text) {
    assertNotRead("amount=" + text, "The value of column amount is no decimal(10, 3); accepted is");
  }

  /** The second value would replace the first, whose person would then count as erased. */
  @Test
  void aColumnGivenTwiceIsRefusedWithoutItsValues() {
    assertThatThrownBy(() -> ErasureKey.parse(SCHEMA, "number=1,name=Ann,number=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A key names column number twice, and no row has two values in it; give one --key for each person.");
  }

  @Test
  void anEntryIsReadAsItWasWritten() {
    SortedMap<Integer, String> hashes = new TreeMap<>();
    hashes.put(1, "aGFzaA");
    hashes.put(3, "b3RoZXI");
    var entry =
        new Erasure(
            "e1", Instant.ofEpochMilli(17), "Ann B.", "request 4711, of May", "c2FsdA", hashes);
    assertThat(
            ErasureLedger.entries(
                Map.of(ErasureLedger.key(entry), ErasureLedger.text(entry), "x", "y")))
        .containsExactly(entry);
  }

  @Test
  void anEntryWithoutAReasonIsReadToo() {
    SortedMap<Integer, String> hashes = new TreeMap<>();
    hashes.put(1, "aGFzaA");
    var entry = new Erasure("e1", Instant.ofEpochMilli(17), "ann", "", "c2FsdA", hashes);
    assertThat(ErasureLedger.entries(Map.of(ErasureLedger.key(entry), ErasureLedger.text(entry))))
        .containsExactly(entry);
  }

  private static void assertNotRead(String text, String why) {
    assertThatThrownBy(() -> ErasureKey.parse(SCHEMA, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static boolean isIn(String key, String column, Object value) {
    KeyHash hash = new KeyHash("c2FsdA");
    SortedMap<Integer, String> hashes = new TreeMap<>();
    ErasureKey.parse(SCHEMA, key).values().forEach((id, text) -> hashes.put(id, hash.of(text)));
    var entry = new Erasure("e1", Instant.EPOCH, "ann", "", "c2FsdA", hashes);
    GenericRecord row = GenericRecord.create(SCHEMA);
    row.setField(column, value);
    return ErasedKeys.of(List.of(entry))
        .rows(SCHEMA)
        .test(new InternalRecordWrapper(SCHEMA.asStruct()).wrap(row));
  }
}
