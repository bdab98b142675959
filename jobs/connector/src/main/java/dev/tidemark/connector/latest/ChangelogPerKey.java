package dev.tidemark.connector.latest;

import dev.tidemark.connector.decode.SourceRow;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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
 * <p>Per key it keeps which event came last, for ever, and its row as long as there is one.
 */
public final class ChangelogPerKey extends KeyedProcessFunction<RowData, RowData, RowData> {
  private static final long serialVersionUID = 1L;

  private final EventOrder order;
  private final MapFunction<RowData, RowData> shaping;
  private final InternalTypeInfo<RowData> rowType;
  private transient ValueState<Latest> latest;
  private transient ValueState<RowData> row;
  private transient @Nullable RowDataSerializer copier;

  /**
   * @param shape of the rows that come in
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
    latest =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("latest", TypeInformation.of(Latest.class)));
    row = getRuntimeContext().getState(new ValueStateDescriptor<>("row", rowType));
    copier = rowType.toRowSerializer();
  }

  @Override
  public void processElement(RowData event, Context context, Collector<RowData> out)
      throws Exception {
    Latest before = latest.value();
    Latest now = order.of(event);
    if (before != null && now.compareTo(before) <= 0) {
      return;
    }
    latest.update(now);
    RowData old = row.value();
    if (now.present) {
      replace(old, shaping.map(event), out);
    } else if (old != null) {
      row.clear();
      out.collect(as(RowKind.DELETE, old));
    }
  }

  private void replace(@Nullable RowData old, RowData fresh, Collector<RowData> out)
      throws Exception {
    fresh.setRowKind(RowKind.INSERT);
    row.update(fresh);
    if (old == null) {
      out.collect(as(RowKind.INSERT, fresh));
    } else {
      out.collect(as(RowKind.UPDATE_BEFORE, old));
      out.collect(as(RowKind.UPDATE_AFTER, fresh));
    }
  }

  /** A copy: the heap's state is the very object, and its kind must not change in there. */
  private RowData as(RowKind kind, RowData kept) {
    RowData copy = copier == null ? kept : copier.copy(kept);
    copy.setRowKind(kind);
    return copy;
  }
}
