package dev.tidemark.connector.latest;

import dev.tidemark.connector.decode.SourceRow;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.runtime.NullableSerializer;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * {@link LatestPerKey} for those who compute with the rows: a change also says what it replaces, in
 * full. A newer row leaves as INSERT, or as UPDATE_BEFORE with the row until then and UPDATE_AFTER;
 * a delete leaves as DELETE with the row that it deletes, and not at all if there is none. That is
 * a complete changelog, so nobody downstream has to keep the rows once more to complete it.
 *
 * <p>Per key it keeps which event came last, for ever, and its row as long as there is one: both in
 * one state, as each state of a key writes the key once more into every checkpoint.
 */
public final class ChangelogPerKey extends KeyedProcessFunction<RowData, RowData, RowData> {
  private static final long serialVersionUID = 1L;

  private final EventOrder order;
  private final MapFunction<RowData, RowData> shaping;
  private final InternalTypeInfo<RowData> rowType;

  /** The newest event and its row; no row after a delete. */
  private transient ValueState<Tuple2<Latest, @Nullable RowData>> kept;

  private transient RowDataSerializer rows;

  /**
   * @param shape of the rows that come in, all from its topic
   * @param eventTimeField a timestamp field of theirs, required; a delete happened at its Kafka
   *     timestamp
   * @param shaping makes of a row that comes in the one that is kept and handed on
   * @param rowType what it makes
   */
  public ChangelogPerKey(
      SourceRow shape,
      String eventTimeField,
      MapFunction<RowData, RowData> shaping,
      InternalTypeInfo<RowData> rowType) {
    this.order = new EventOrder(shape, eventTimeField);
    this.shaping = shaping;
    this.rowType = rowType;
  }

  @Override
  public void open(OpenContext context) {
    rows = rowType.toRowSerializer();
    kept = getRuntimeContext().getState(new ValueStateDescriptor<>("latest-row", stateType()));
  }

  @SuppressWarnings("unchecked")
  private TypeSerializer<Tuple2<Latest, @Nullable RowData>> stateType() {
    return new TupleSerializer<>(
        (Class<Tuple2<Latest, @Nullable RowData>>) (Class<?>) Tuple2.class,
        new TypeSerializer<?>[] {
          LatestSerializer.INSTANCE, NullableSerializer.wrap(rowType.toRowSerializer(), false)
        });
  }

  @Override
  public void processElement(RowData event, Context context, Collector<RowData> out)
      throws Exception {
    Tuple2<Latest, @Nullable RowData> before = kept.value();
    Latest now = order.of(event);
    if (before != null && !now.isNewerThan(before.f0)) {
      return;
    }
    RowData old = before == null ? null : before.f1;
    if (now.present()) {
      replace(old, now, shaping.map(event), out);
    } else {
      kept.update(Tuple2.of(now, null));
      if (old != null) {
        collect(RowKind.DELETE, old, out);
      }
    }
  }

  private void replace(@Nullable RowData old, Latest now, RowData fresh, Collector<RowData> out)
      throws Exception {
    // In binary form: written as it is by each checkpoint until the key changes again. A copy, of
    // the serializer's buffer and from whatever becomes of the row that is handed on.
    kept.update(Tuple2.of(now, rows.toBinaryRow(fresh).copy()));
    if (old == null) {
      collect(RowKind.INSERT, fresh, out);
    } else {
      collect(RowKind.UPDATE_BEFORE, old, out);
      collect(RowKind.UPDATE_AFTER, fresh, out);
    }
  }

  /** Of a row that the state holds no more, or never held: its kind may change. */
  private static void collect(RowKind kind, RowData row, Collector<RowData> out) {
    row.setRowKind(kind);
    out.collect(row);
  }
}
