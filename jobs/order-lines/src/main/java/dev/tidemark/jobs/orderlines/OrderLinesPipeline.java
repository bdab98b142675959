package dev.tidemark.jobs.orderlines;

import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import dev.tidemark.pipeline.TableType;

/** One row per order line; cancellations are marked, the amount is computed. */
public final class OrderLinesPipeline implements Pipeline {
  @Override
  public String name() {
    return "order-lines";
  }

  @Override
  public TableRows build(Sources sources, TableDefinition definition) {
    // Whatever it is called: a test reads a topic of its own.
    String topic = definition.sources().get(0).topic();
    var priced =
        sources
            .rows(topic)
            .map(new ToOrderLine(sources.shape(topic)), TableType.typeInfo(definition))
            .uid("price-order-lines")
            .name("Price order lines");
    return TableRows.unordered(priced);
  }
}
