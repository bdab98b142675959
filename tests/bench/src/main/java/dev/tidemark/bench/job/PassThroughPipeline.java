package dev.tidemark.bench.job;

import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import dev.tidemark.pipeline.TableType;

/** Each event is a row as it is, so that what is measured is source and sink. */
public final class PassThroughPipeline implements Pipeline {
  @Override
  public String name() {
    return "bench-pass-through";
  }

  @Override
  public TableRows build(Sources sources, TableDefinition definition) {
    var rows =
        sources
            .rows(definition.sources().get(0).topic())
            .map(new ToEventRow(), TableType.typeInfo(definition))
            .uid("pass-events-through")
            .name("Pass events through");
    return TableRows.unordered(rows);
  }
}
