package dev.tidemark.connector.latest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Set;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangelogPerKeyTest {
  private static final Source SOURCE = Definitions.builtIn("product_catalog").sources().get(0);
  private static final SourceRow SHAPE =
      SourceRow.of(SOURCE, Set.of("stock_code", "description"), Set.of());
  private static final InternalTypeInfo<RowData> KEPT =
      InternalTypeInfo.of(
          RowType.of(
              new VarCharType(VarCharType.MAX_LENGTH), new VarCharType(VarCharType.MAX_LENGTH)));

  @Test
  void aChangeSaysWhatItReplacesAndADeleteWhatItDeletes() throws Exception {
    assertThat(out(set("a", "old", 1), set("a", "new", 2), delete("a", 3)))
        .containsExactly("+I a old", "-U a old", "+U a new", "-D a new");
  }

  @Test
  void whatIsOlderThanTheStateSaysNothing() throws Exception {
    assertThat(out(set("a", "new", 5), set("a", "old", 4), delete("a", 3)))
        .containsExactly("+I a new");
  }

  @Test
  void aDeletedKeyComesBackOnlyWithANewerEvent() throws Exception {
    assertThat(out(set("a", "x", 1), delete("a", 5), set("a", "old", 4), set("a", "new", 6)))
        .containsExactly("+I a x", "-D a x", "+I a new");
  }

  @Test
  void aDeleteOfNothingSaysNothingAndIsRemembered() throws Exception {
    assertThat(out(delete("a", 5), set("a", "old", 4))).isEmpty();
  }

  @Test
  void everyOrderOfArrivalLeavesTheSameRowsAndItsChangesAddUpToThem() throws Exception {
    List<RowData> events = new ArrayList<>();
    Random random = new Random(7);
    for (int offset = 0; offset < 60; offset++) {
      String key = "k" + random.nextInt(4);
      int time = random.nextInt(20);
      events.add(
          random.nextInt(4) == 0
              ? at(delete(key, time), offset)
              : at(set(key, "v" + offset, time), offset));
    }
    Map<String, String> expected = applied(out(copies(events)));
    assertThat(expected).isNotEmpty();
    for (int shuffle = 0; shuffle < 20; shuffle++) {
      Collections.shuffle(events, random);
      assertThat(applied(out(copies(events)))).isEqualTo(expected);
    }
  }

  @Test
  void aRestartKeepsTheRowsTheirOrderAndTheDeletes() throws Exception {
    List<String> changes = new ArrayList<>();
    OperatorSubtaskState saved =
        out(null, changes, set("a", "old", 5), set("b", "gone", 5), delete("b", 6));
    assertThat(changes).containsExactly("+I a old", "+I b gone", "-D b gone");

    changes.clear();
    out(
        saved,
        changes,
        set("a", "older", 4),
        set("b", "older", 5),
        at(set("a", "same time, earlier offset", 5), 4),
        at(set("a", "new", 5), 6),
        set("b", "back", 7));
    assertThat(changes).containsExactly("-U a old", "+U a new", "+I b back");
  }

  @Test
  void whatBecomesOfAChangeBehindItDoesNotReachTheState() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int time = 1; time < 4; time++) {
        harness.processElement(new StreamRecord<>(set("a", "v" + time, time)));
        for (RowData sent : harness.extractOutputValues()) {
          // With object reuse the next operator has the very row.
          sent.setRowKind(RowKind.DELETE);
          if (sent instanceof GenericRowData row) {
            row.setField(1, StringData.fromString("overwritten"));
          }
        }
        harness.getOutput().clear();
      }
      harness.processElement(new StreamRecord<>(delete("a", 9)));
      assertThat(changes(harness)).containsExactly("-D a v3");
    }
  }

  @Test
  void aSecondTopicIsRefusedForItHasNoOrderWithTheFirst() {
    GenericRowData other = set("a", "x", 1);
    other.setField(SHAPE.position(SourceRow.TOPIC), StringData.fromString("returns"));

    assertThatThrownBy(() -> out(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "An event of returns came to a state that orders those of product-updates."
                + " Keep a state per topic.");
  }

  /** What a table holds after the changes, each of which must fit to what it held before. */
  private static Map<String, String> applied(List<String> changes) {
    Map<String, String> table = new HashMap<>();
    for (String change : changes) {
      String[] parts = change.split(" ");
      switch (parts[0]) {
        case "+I", "+U" -> assertThat(table.put(parts[1], parts[2])).isNull();
        default -> assertThat(table.remove(parts[1])).isEqualTo(parts[2]);
      }
    }
    return table;
  }

  private static List<String> out(RowData... events) throws Exception {
    List<String> changes = new ArrayList<>();
    out(null, changes, events);
    return changes;
  }

  /** Goes on from a state, adds the changes to the list, and gives the state after them. */
  private static OperatorSubtaskState out(
      @Nullable OperatorSubtaskState state, List<String> changes, RowData... events)
      throws Exception {
    try (var harness = harness()) {
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      for (RowData event : events) {
        harness.processElement(new StreamRecord<>(event));
      }
      changes.addAll(changes(harness));
      return harness.snapshot(1, 1);
    }
  }

  private static List<String> changes(
      KeyedOneInputStreamOperatorTestHarness<RowData, RowData, RowData> harness) {
    return harness.extractOutputValues().stream()
        .map(row -> row.getRowKind().shortString() + " " + row.getString(0) + " " + text(row))
        .toList();
  }

  private static KeyedOneInputStreamOperatorTestHarness<RowData, RowData, RowData> harness()
      throws Exception {
    MapFunction<RowData, RowData> keep = row -> GenericRowData.of(row.getString(0), text(row));
    TableKey key = TableKey.of(List.of("stock_code"), SHAPE.type());
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new ChangelogPerKey(SHAPE, "updated_at", keep, KEPT)),
        key,
        key.getProducedType());
  }

  private static StringData text(RowData row) {
    return row.getString(1);
  }

  private static RowData[] copies(List<RowData> events) {
    return events.stream().map(ChangelogPerKeyTest::copy).toArray(RowData[]::new);
  }

  private static RowData copy(RowData event) {
    GenericRowData copy = new GenericRowData(event.getRowKind(), event.getArity());
    for (int i = 0; i < event.getArity(); i++) {
      copy.setField(i, ((GenericRowData) event).getField(i));
    }
    return copy;
  }

  private static GenericRowData set(String code, String description, long millis) {
    GenericRowData row = row(RowKind.INSERT, code, millis);
    row.setField(SHAPE.position("description"), StringData.fromString(description));
    row.setField(SHAPE.position("updated_at"), TimestampData.fromEpochMillis(millis));
    return row;
  }

  private static GenericRowData delete(String code, long millis) {
    return row(RowKind.DELETE, code, millis);
  }

  private static GenericRowData at(GenericRowData row, long offset) {
    row.setField(SHAPE.position(SourceRow.OFFSET), offset);
    return row;
  }

  private static GenericRowData row(RowKind kind, String code, long millis) {
    GenericRowData row = new GenericRowData(kind, SHAPE.type().getFieldCount());
    row.setField(SHAPE.position("stock_code"), StringData.fromString(code));
    row.setField(SHAPE.position(SourceRow.TOPIC), StringData.fromString("product-updates"));
    row.setField(SHAPE.position(SourceRow.PARTITION), 0);
    row.setField(SHAPE.position(SourceRow.OFFSET), millis);
    row.setField(SHAPE.position(SourceRow.TIMESTAMP), TimestampData.fromEpochMillis(millis));
    return row;
  }
}
