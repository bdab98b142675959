package dev.tidemark.connector.latest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.connector.sink.TableKey;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

class LatestPerKeyTest {
  private static final Source SOURCE = Definitions.builtIn("product_catalog").sources().get(0);
  private static final SourceRow SHAPE = new SourceRow(SOURCE);

  @Test
  void newerUpdateReplacesOlder() throws Exception {
    assertThat(kinds(update("a", 100, 0, 0), update("a", 101, 0, 1)))
        .containsExactly(RowKind.INSERT, RowKind.UPDATE_AFTER);
  }

  @Test
  void olderUpdateIsDroppedWhicheverPartitionItComesFrom() throws Exception {
    assertThat(kinds(update("a", 100, 1, 7), update("a", 99, 2, 9)))
        .containsExactly(RowKind.INSERT);
  }

  @Test
  void tiesAreDecidedByPartitionThenOffset() throws Exception {
    assertThat(kinds(update("a", 100, 1, 7), update("a", 100, 0, 9), update("a", 100, 1, 8)))
        .containsExactly(RowKind.INSERT, RowKind.UPDATE_AFTER);
  }

  @Test
  void microsecondsDecideBeforeOffsets() throws Exception {
    RowData newer = update("a", 100, 0, 0);
    ((GenericRowData) newer)
        .setField(SHAPE.position("updated_at"), TimestampData.fromEpochMillis(100, 7_000));

    assertThat(kinds(newer, update("a", 100, 0, 1))).containsExactly(RowKind.INSERT);
  }

  @Test
  void deletedKeyIsNotRevivedByAnOlderUpdate() throws Exception {
    assertThat(kinds(update("a", 100, 0, 0), delete("a", 200, 0, 1), update("a", 150, 1, 0)))
        .containsExactly(RowKind.INSERT, RowKind.DELETE);
  }

  @Test
  void deleteOfNothingWritesNothingButStillDecidesOverOlderUpdates() throws Exception {
    assertThat(kinds(delete("a", 200, 0, 0), update("a", 150, 1, 0))).isEmpty();
  }

  @Test
  void keyIsInsertedAgainAfterItsDelete() throws Exception {
    assertThat(kinds(update("a", 1, 0, 0), delete("a", 2, 0, 1), update("a", 3, 0, 2)))
        .containsExactly(RowKind.INSERT, RowKind.DELETE, RowKind.INSERT);
  }

  @Test
  void everyInterleavingOfPartitionsLeavesTheSameTable() throws Exception {
    Random random = new Random(20260827L);
    for (int round = 0; round < 50; round++) {
      List<RowData> events = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String key = "k" + random.nextInt(4);
        long time = random.nextInt(20);
        int partition = random.nextInt(3);
        events.add(
            random.nextInt(4) == 0
                ? delete(key, time, partition, i)
                : update(key, time, partition, i));
      }
      Map<String, Long> expected = tableAfter(events);
      Collections.shuffle(events, random);
      assertThat(tableAfter(events)).as("round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void aRestartKeepsTheOrderAndTheDeletes() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(update("a", 100, 1, 7)));
      harness.processElement(new StreamRecord<>(delete("b", 100, 0, 1)));
      saved = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(saved);
      harness.open();
      for (RowData event :
          List.of(
              update("a", 100, 1, 7),
              update("a", 100, 0, 9),
              update("b", 99, 2, 5),
              update("a", 100, 2, 0),
              update("b", 101, 0, 2))) {
        harness.processElement(new StreamRecord<>(event));
      }
      assertThat(harness.extractOutputValues())
          .extracting(RowData::getRowKind)
          .containsExactly(RowKind.UPDATE_AFTER, RowKind.INSERT);
    }
  }

  @Test
  void aKeyTakesTwentyOneBytesOfACheckpointBesideItsName() throws Exception {
    DataOutputSerializer bytes = new DataOutputSerializer(64);
    Latest latest = new Latest(1_700_000_000_000_001L, 3, 1L << 40, true);
    LatestSerializer.INSTANCE.serialize(latest, bytes);

    assertThat(bytes.length()).isEqualTo(21).isEqualTo(LatestSerializer.INSTANCE.getLength());
    DataInputDeserializer read = new DataInputDeserializer(bytes.getCopyOfBuffer());
    assertThat(LatestSerializer.INSTANCE.deserialize(read)).isEqualTo(latest);
  }

  /** Offset of the event that set each present key's state. */
  private static Map<String, Long> tableAfter(List<RowData> events) throws Exception {
    Map<String, Long> table = new HashMap<>();
    for (RowData row : out(events.stream().map(LatestPerKeyTest::copy).toArray(RowData[]::new))) {
      String key = row.getString(0).toString();
      if (row.getRowKind() == RowKind.DELETE) {
        assertThat(table).containsKey(key);
        table.remove(key);
      } else {
        assertThat(table.containsKey(key)).isEqualTo(row.getRowKind() == RowKind.UPDATE_AFTER);
        table.put(key, row.getLong(SHAPE.position(SourceRow.OFFSET)));
      }
    }
    return table;
  }

  private static RowData copy(RowData row) {
    GenericRowData from = (GenericRowData) row;
    GenericRowData to = new GenericRowData(from.getRowKind(), from.getArity());
    for (int i = 0; i < from.getArity(); i++) {
      to.setField(i, from.getField(i));
    }
    return to;
  }

  private static List<RowKind> kinds(RowData... events) throws Exception {
    return out(events).stream().map(RowData::getRowKind).toList();
  }

  private static List<RowData> out(RowData... events) throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (RowData event : events) {
        harness.processElement(new StreamRecord<>(event));
      }
      return harness.extractOutputValues();
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<RowData, RowData, RowData> harness()
      throws Exception {
    TableKey key = TableKey.of(List.of("stock_code"), SHAPE.type());
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new LatestPerKey(SHAPE, "updated_at")),
        key,
        key.getProducedType());
  }

  private static RowData update(String key, long eventTime, int partition, long offset) {
    GenericRowData row = row(RowKind.INSERT, key, eventTime, partition, offset);
    row.setField(SHAPE.position("unit_price"), DecimalData.fromUnscaledLong(offset, 10, 3));
    row.setField(SHAPE.position("updated_at"), TimestampData.fromEpochMillis(eventTime));
    return row;
  }

  private static RowData delete(String key, long kafkaTime, int partition, long offset) {
    return row(RowKind.DELETE, key, kafkaTime, partition, offset);
  }

  private static GenericRowData row(
      RowKind kind, String key, long time, int partition, long offset) {
    GenericRowData row = new GenericRowData(kind, SHAPE.type().getFieldCount());
    row.setField(0, StringData.fromString(key));
    row.setField(SHAPE.position(SourceRow.TOPIC), StringData.fromString("product-updates"));
    row.setField(SHAPE.position(SourceRow.PARTITION), partition);
    row.setField(SHAPE.position(SourceRow.OFFSET), offset);
    row.setField(SHAPE.position(SourceRow.TIMESTAMP), TimestampData.fromEpochMillis(time));
    return row;
  }
}
