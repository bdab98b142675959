package dev.tidemark.pipeline;

import dev.tidemark.definition.TableDefinition;

/**
 * The transform of one live table as a DataStream topology: from decoded rows to rows of the table.
 * Found by name through {@code META-INF/services}; a definition's {@code pipeline} names it.
 */
public interface Pipeline {
  /** The name that definitions use. */
  String name();

  /** Connects the sources to the table's rows; columns in the order of the definition. */
  TableRows build(Sources sources, TableDefinition definition);
}
