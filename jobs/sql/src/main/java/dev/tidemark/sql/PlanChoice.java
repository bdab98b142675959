package dev.tidemark.sql;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import dev.tidemark.pipeline.run.RunArguments;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** Which plan a run runs: the one that is kept for its definition, else the one just compiled. */
final class PlanChoice {
  private final RunArguments arguments;
  private final CompiledView view;

  PlanChoice(RunArguments arguments, CompiledView view) {
    this.arguments = arguments;
    this.view = view;
  }

  /**
   * Refuses to go on from the state of another version of the definition, if that state does not
   * fit; changes nothing.
   */
  void requireFittingState() throws IOException {
    Catalog catalog = open();
    try (Closeable closing = closing(catalog)) {
      TableIdentifier name = TableSchemas.identifier(view.definition());
      if (!catalog.tableExists(name)) {
        return;
      }
      LiveTable table = LiveTable.open(catalog, name);
      StoredPlan plans = new StoredPlan(table.table());
      Optional<String> before = lastDefinition(table);
      if (before.isPresent() && !before.get().equals(view.definition().fingerprint())) {
        requireSameState(before.get(), plans);
      }
    }
  }

  private Optional<String> lastDefinition(LiveTable table) {
    Long forkFrom = arguments.forkFrom();
    Optional<Tidemark> last =
        forkFrom == null
            ? table.runs().stream()
                .filter(run -> run.id().equals(arguments.run()))
                .findFirst()
                .flatMap(Run::head)
            : table
                .version(forkFrom)
                .flatMap(
                    version ->
                        version instanceof Version.Stamped stamped
                            ? Optional.of(stamped.tidemark())
                            : Optional.empty());
    return last.map(Tidemark::definition);
  }

  private void requireSameState(String before, StoredPlan plans) {
    TableDefinition definition = view.definition();
    String old =
        plans
            .read(before)
            .orElseThrow(
                () ->
                    refused(
                        "the plan of the version %s that it ran before is not at %s, so nobody can"
                            + " tell whether its state fits",
                        before, plans.path(before)));
    String plan = plans.read(definition.fingerprint()).orElse(view.plan());
    new Upgrade(old, plan)
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw refused("%s", obstacle);
            });
  }

  private RunRefusedException refused(String why, Object... values) {
    return new RunRefusedException(
        ("Run %s of %s cannot go on from its state with this version of the definition: %s. Start a"
                + " run with another id beside it, which makes all rows anew from the topics, and"
                + " let this one go on with the version of before.")
            .formatted(arguments.run(), view.definition().name(), why.formatted(values)));
  }

  /** Keeps the plan beside the table, which must be there, and gives the one that is kept. */
  String keep() throws IOException {
    Catalog catalog = open();
    try (Closeable closing = closing(catalog)) {
      return new StoredPlan(catalog.loadTable(TableSchemas.identifier(view.definition())))
          .keep(view.definition().fingerprint(), view.plan());
    }
  }

  private Catalog open() {
    return new CatalogSettings(arguments.catalogName(), arguments.catalog()).open();
  }

  private static Closeable closing(Catalog catalog) {
    return catalog instanceof Closeable closeable ? closeable : () -> {};
  }
}
