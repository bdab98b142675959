package dev.tidemark.control.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.freshness.TopicEnds;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark status}: how tables are. */
@Command(
    name = "status",
    description = {
      "Show how a table is, or all live tables: who leads it, or why it is held and what to do"
          + " next; how many events wait in its topics; its runs; its quarantine."
    },
    footer = {"", "Examples:", "  tidemark status", "  tidemark status shop.order_lines --json"})
public final class StatusCommand implements Callable<Integer> {
  private static final int AT_ONCE = 8;

  @Parameters(
      paramLabel = "TABLE",
      arity = "0..1",
      description = "namespace.table, or a built-in definition; default all live tables.")
  private @Nullable String table;

  @Option(names = "--json", description = "Print a JSON array, an object per table.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Environment environment = stack.environment();
    try (TopicEnds ends =
        environment.get("bootstrap-servers").isPresent() ? new TopicEnds(environment) : null) {
      print(look(environment, ends), Instant.now());
    }
    return 0;
  }

  private void print(List<TableStatus> all, Instant now) {
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      all.forEach(status -> array.add(status.json()));
      console.print(array.toPrettyString());
    } else if (all.isEmpty()) {
      console.print(
          console.advising(
              "There is no live table yet. A run creates one: tidemark run order_lines."));
    } else {
      all.forEach(status -> new StatusText(console, now).lines(status).forEach(console::print));
    }
  }

  private List<TableStatus> look(Environment environment, @Nullable TopicEnds ends)
      throws IOException {
    Catalog catalog = TableArgument.catalog(environment);
    ExecutorService several = Executors.newFixedThreadPool(AT_ONCE, StatusCommand::daemon);
    try {
      if (table != null) {
        LiveTable live = TableArgument.open(catalog, TableArgument.name(table));
        return List.of(TableStatus.of(live, ends, stack.folder()));
      }
      // What waits for Kafka or a storage should not have the others wait.
      List<CompletableFuture<Optional<TableStatus>>> begun = new ArrayList<>();
      for (Namespace namespace : namespaces(catalog, Namespace.empty())) {
        for (TableIdentifier name : catalog.listTables(namespace)) {
          begun.add(
              CompletableFuture.supplyAsync(
                  () -> live(catalog, name).map(live -> TableStatus.of(live, ends, stack.folder())),
                  several));
        }
      }
      return begun.stream().map(StatusCommand::ended).flatMap(Optional::stream).toList();
    } finally {
      several.shutdown();
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "look-at-table");
    thread.setDaemon(true);
    return thread;
  }

  private static Optional<LiveTable> live(Catalog catalog, TableIdentifier name) {
    try {
      return Optional.of(LiveTable.open(catalog, name));
    } catch (RefusedException | NoSuchTableException other) {
      // Somebody else's, a quarantine, or dropped just now.
      return Optional.empty();
    }
  }

  private static <T> T ended(CompletableFuture<T> look) {
    try {
      return look.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException own ? own : failed;
    }
  }

  private static List<Namespace> namespaces(Catalog catalog, Namespace below) {
    List<Namespace> all = new ArrayList<>();
    if (catalog instanceof SupportsNamespaces tree) {
      for (Namespace namespace : tree.listNamespaces(below)) {
        all.add(namespace);
        all.addAll(namespaces(catalog, namespace));
      }
    }
    return all;
  }
}
