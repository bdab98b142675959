package dev.tidemark.jobs.productcatalog;

import dev.tidemark.connector.latest.LatestPerKey;
import dev.tidemark.connector.sink.TableKey;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import dev.tidemark.pipeline.TableType;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** One row per product: its newest state, gone while its newest event is a delete. */
public final class ProductCatalogPipeline implements Pipeline {
  @Override
  public String name() {
    return "product-catalog";
  }

  @Override
  public TableRows build(Sources sources, TableDefinition definition) {
    // Whatever it is called: a test reads a topic of its own.
    String topic = definition.sources().get(0).topic();
    var shape = sources.shape(topic);
    var latest =
        sources
            .rows(topic)
            .keyBy(TableKey.of(definition.primaryKey(), shape.type()))
            .process(new LatestPerKey(shape, "updated_at"), InternalTypeInfo.of(shape.type()))
            .uid("latest-product-state")
            .name("Keep the latest state per product");
    var products =
        latest
            .map(new ToProduct(shape), TableType.typeInfo(definition))
            .uid("shape-products")
            .name("Shape product rows");
    return TableRows.keyed(products);
  }
}
