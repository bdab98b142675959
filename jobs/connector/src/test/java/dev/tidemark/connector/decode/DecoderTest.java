package dev.tidemark.connector.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.lineage.Exclusion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every record becomes a row or a rejection with its reason. */
class DecoderTest {
  private HandWrittenRegistry registry;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HandWrittenRegistry.start();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  @Test
  void recordBecomesARowOfTheContractWithItsPosition() throws Exception {
    Intake intake = registry.decode(Lines.contract(), Lines.line(r -> r.put("customer", "17850")));

    RowData row = intake.row();
    assertThat(row.getString(0)).hasToString("85123A");
    assertThat(row.getLong(1)).isEqualTo(6);
    assertThat(row.getDecimal(2, 10, 3).toBigDecimal()).isEqualByComparingTo("2.55");
    assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(1_291_191_960_123L);
    assertThat(row.getString(4)).hasToString("17850");
    assertThat(row.getString(5)).hasToString("lines");
    assertThat(row.getInt(6)).isEqualTo(3);
    assertThat(row.getLong(7)).isEqualTo(42);
    assertThat(row.getTimestamp(8, 3).getMillisecond()).isEqualTo(1_000);
    assertThat(intake.eventTime()).isEqualTo(1_291_191_960_123L);
    assertThat(intake.schemaId()).isEqualTo(7);
  }

  @Test
  void emptyOptionalFieldIsNull() throws Exception {
    assertThat(registry.decode(Lines.contract(), Lines.line(r -> {})).row().isNullAt(4)).isTrue();
  }

  @Test
  void everyTruncationIsRejectedAsMalformed() throws Exception {
    byte[] whole = Lines.line(r -> {});
    for (int length = WireFormat.HEADER; length < whole.length; length++) {
      Intake intake = registry.decode(Lines.contract(), Arrays.copyOf(whole, length));
      assertThat(intake.reason())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void bytesLeftOverAreRejected() throws Exception {
    byte[] whole = Lines.line(r -> {});
    Intake intake = registry.decode(Lines.contract(), Arrays.copyOf(whole, whole.length + 3));
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message()).isEqualTo("3 bytes are left over after schema 7 (Line)");
  }

  @Test
  void everyFlippedByteIsARowOrARejectionAndNothingElse() throws Exception {
    byte[] whole = Lines.line(r -> r.put("customer", "17850"));
    List<byte[]> damaged = new ArrayList<>();
    // Behind the header: ids that the registry does not know wait for it, which is another test.
    for (int i = WireFormat.HEADER; i < whole.length; i++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = whole.clone();
        bytes[i] = (byte) value;
        damaged.add(bytes);
      }
    }

    List<Intake> intakes = registry.decodeAll(Lines.contract(), damaged);

    assertThat(intakes).hasSameSizeAs(damaged);
    assertThat(intakes).allMatch(intake -> (intake.row() == null) == (intake.reason() != null));
    assertThat(intakes).anyMatch(intake -> intake.row() == null);
    assertThat(intakes).anyMatch(intake -> intake.row() != null);
  }

  @Test
  void lengthBeyondTheRecordIsNotAllocated() throws Exception {
    // note = null, then a code that says it is 2 GB long.
    Intake intake =
        registry.decode(
            Lines.contract(),
            new byte[] {
              0, 0, 0, 0, 7, 0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f
            });
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message())
        .isEqualTo("A value says that it is 2147483647 bytes long in a record of 6");
  }

  @Test
  void wrongMagicByteAndShortValuesAreNotTheWireFormat() throws Exception {
    Intake json =
        registry.decode(Lines.contract(), "{\"code\": 1}".getBytes(StandardCharsets.UTF_8));
    assertThat(json.reason()).isEqualTo(Reason.NOT_WIRE_FORMAT);
    assertThat(json.message())
        .isEqualTo("The first byte is 0x7b, the wire format's magic byte is 0x00");
    assertThat(registry.decode(Lines.contract(), new byte[3]).reason())
        .isEqualTo(Reason.NOT_WIRE_FORMAT);
  }

  @Test
  void bytesThatAreNotUtf8AreNoText() throws Exception {
    byte[] good = Lines.line(r -> r.put("code", "\u00fcABC"));
    assertThat(registry.decode(Lines.contract(), good).row()).isNotNull();
    byte[] bad = good.clone();
    bad[indexOf(bad, (byte) 0xbc)] = 'x';
    Intake intake = registry.decode(Lines.contract(), bad);
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message()).isEqualTo("Field code is a string, and its 5 bytes are not UTF-8");
  }

  @Test
  void valueThatTheTypeCannotHoldIsRejected() throws Exception {
    Intake price =
        registry.decode(
            Lines.contract(), Lines.line(r -> r.put("price", new BigDecimal("99999999.99"))));
    assertThat(price.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(price.message())
        .isEqualTo("Field price holds 99999999.99, which does not fit decimal(10,3)");
    Intake time = registry.decode(Lines.contract(), Lines.line(r -> r.put("at", Long.MAX_VALUE)));
    assertThat(time.reason()).isEqualTo(Reason.OUT_OF_RANGE);
  }

  /** Written out, it would have millions of digits, in the quarantine too. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void numberOfAMegabyteIsRejectedAtOnceAndNotWrittenOut() throws Exception {
    byte[] digits = new byte[1 << 20];
    Arrays.fill(digits, (byte) 0x55);
    Intake intake =
        registry.decode(Lines.contract(), Lines.line(r -> r.put("price", ByteBuffer.wrap(digits))));
    assertThat(intake.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(intake.message())
        .isEqualTo("Field price holds a number of 8388607 bits, which does not fit decimal(10,3)");
  }

  @Test
  void nullValueIsRejectedWhereItMeansNothing() throws Exception {
    Intake intake = registry.decode(Lines.contract(), (byte[]) null);
    assertThat(intake.reason()).isEqualTo(Reason.NULL_VALUE);
    assertThat(intake.message())
        .isEqualTo("The value is null, and topic lines does not use null for deletes");
  }

  @Test
  void nullValueIsADeleteOfItsKeyAtItsKafkaTimestamp() throws Exception {
    Intake intake = registry.decode(Lines.contractWithDeletes(), (byte[]) null);
    assertThat(intake.row().getRowKind()).isEqualTo(RowKind.DELETE);
    assertThat(intake.row().getString(0)).hasToString("85123A");
    assertThat(intake.row().isNullAt(2)).isTrue();
    assertThat(intake.eventTime()).isEqualTo(1_000);
  }

  @Test
  void excludedOffsetsAreNotEvenDecoded() throws Exception {
    Decoder decoder =
        registry.decoder(Lines.contract(), List.of(new Exclusion("lines", "lines-id", 3, 42, 43)));
    Intake intake = HandWrittenRegistry.decodeAll(decoder, List.of(new byte[] {1})).get(0);
    assertThat(intake.row()).isNull();
    assertThat(intake.reason()).isNull();
    assertThat(registry.asked).hasValue(0);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("No byte %d".formatted(wanted));
  }
}
