package dev.tidemark.tests.ticking;

import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import dev.tidemark.pipeline.TableType;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/**
 * The position of every order line, some seconds after it was read: most epochs hold rows whose
 * events were read epochs ago, and once the topic is still, offsets do not move at all.
 */
public final class TickingPipeline implements Pipeline {
  private static final String TOPIC = "order-lines";

  @Override
  public String name() {
    return "ticking";
  }

  @Override
  public TableRows build(Sources sources, TableDefinition definition) {
    SourceRow shape = sources.shape(TOPIC);
    InternalTypeInfo<RowData> type = TableType.typeInfo(definition);
    return TableRows.unordered(
        sources
            .rows(TOPIC)
            .map(
                new ToPosition(
                    shape.position(SourceRow.PARTITION), shape.position(SourceRow.OFFSET)),
                type)
            .uid("to-position")
            .keyBy(new ByPosition())
            .process(new HoldForAWhile(type), type)
            .uid("hold-for-a-while"));
  }

  private record ToPosition(int partition, int offset) implements MapFunction<RowData, RowData> {
    @Override
    public RowData map(RowData line) {
      return GenericRowData.of(line.getInt(partition), line.getLong(offset));
    }
  }

  private static final class ByPosition implements KeySelector<RowData, Long> {
    private static final long serialVersionUID = 1L;
    private static final long PARTITIONS = 1_000;

    @Override
    public Long getKey(RowData position) {
      return position.getLong(1) * PARTITIONS + position.getInt(0);
    }
  }
}
