package dev.tidemark.connector.latest;

import dev.tidemark.connector.decode.SourceRow;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Lets a row pass if it is newer than all that its key has had, by (event time, partition, offset).
 * What is left in the table is then the same whatever order the partitions came in, and at whatever
 * parallelism: replay class <em>prefix</em>. All rows come from one topic.
 *
 * <p>A row leaves as INSERT if its key is not in the table, as UPDATE_AFTER if it is, and as DELETE
 * only if there is something to delete. The state of a deleted key stays: it decides over updates
 * that arrive late. It never expires; expiry would be processing time, which no replay repeats.
 */
public final class LatestPerKey extends KeyedProcessFunction<RowData, RowData, RowData> {
  private static final long serialVersionUID = 1L;

  private final EventOrder order;
  private transient ValueState<Latest> latest;

  /**
   * @param shape of the rows that come in, all from its topic
   * @param eventTimeField a timestamp field of theirs, required; a delete happened at its Kafka
   *     timestamp
   */
  public LatestPerKey(SourceRow shape, String eventTimeField) {
    this.order = new EventOrder(shape, eventTimeField);
  }

  @Override
  public void open(OpenContext context) {
    latest =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("latest", LatestSerializer.INSTANCE));
  }

  @Override
  public void processElement(RowData row, Context context, Collector<RowData> out)
      throws Exception {
    Latest before = latest.value();
    Latest now = order.of(row);
    if (before != null && !now.isNewerThan(before)) {
      return;
    }
    latest.update(now);
    boolean was = before != null && before.present();
    if (now.present()) {
      row.setRowKind(was ? RowKind.UPDATE_AFTER : RowKind.INSERT);
      out.collect(row);
    } else if (was) {
      out.collect(row);
    }
  }
}
