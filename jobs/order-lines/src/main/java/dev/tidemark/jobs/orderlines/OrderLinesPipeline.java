package dev.tidemark.jobs.orderlines;

import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import dev.tidemark.pipeline.TableType;

/** One row per order line; cancellations are marked, the amount is computed. */
public final class OrderLinesPipeline implements Pipeline {
  private static final String TOPIC = "order-lines";

  @Override
  public String name() {
    return "order-lines";
  }

  @Override
  public TableRows build(Sources sources, TableDefinition definition) {
    var priced =
        sources
            .rows(TOPIC)
            .map(new ToOrderLine(sources.shape(TOPIC)), TableType.typeInfo(definition))
            .uid("price-order-lines")
            .name("Price order lines");
    return TableRows.unordered(priced);
  }
}
