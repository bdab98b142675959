package dev.tidemark.tests.ticking;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;

/** Keeps each row for some seconds by the clock of the machine. */
final class HoldForAWhile extends KeyedProcessFunction<Long, RowData, RowData> {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_MS = 20_000;

  private final InternalTypeInfo<RowData> type;
  private transient ValueState<RowData> held;

  HoldForAWhile(InternalTypeInfo<RowData> type) {
    this.type = type;
  }

  @Override
  public void open(OpenContext context) {
    held = getRuntimeContext().getState(new ValueStateDescriptor<>("held", type));
  }

  @Override
  public void processElement(RowData row, Context context, Collector<RowData> out)
      throws Exception {
    held.update(row);
    long wait = Math.floorMod(context.getCurrentKey() * 7919, LONGEST_MS);
    context
        .timerService()
        .registerProcessingTimeTimer(context.timerService().currentProcessingTime() + wait);
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<RowData> out) throws Exception {
    out.collect(held.value());
    held.clear();
  }
}
