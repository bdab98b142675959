package dev.tidemark.control.compare;

import dev.tidemark.compare.ClosedBy;
import dev.tidemark.compare.Comparison;
import dev.tidemark.compare.Difference;
import dev.tidemark.compare.Pair;
import dev.tidemark.compare.rows.UncomparableException;
import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark compare}: proves two versions of a table equal, or shows how they differ. */
@Command(
    name = "compare",
    description = {
      "Prove two versions of a table equal, or show how they differ.",
      "A run stands for its newest version that holds exactly the events of one of the other side.",
      "Ends with 0 if all rows are equal, 1 if some differ, 2 if not understood, 3 if nothing was"
          + " compared."
    },
    exitCodeOnExecutionException = CompareCommand.NOT_COMPARED,
    footer = {
      "",
      "Examples:",
      "  tidemark compare shop.product_catalog main r2",
      "  tidemark compare shop.product_catalog r1 r2 --at 4711          the version of r1",
      "  tidemark compare shop.product_catalog r1 r2 --cut              while events come in",
      "  tidemark compare order_lines 4711 4712 --anyway --samples 20   two versions",
      "  tidemark compare sales_by_hour r1 r2 --closed-by 'hour + 1 h'  rows that are final",
      "  tidemark compare shop.orders main main --with shop.orders_v2   two tables"
    })
public final class CompareCommand implements Callable<Integer> {
  static final int NOT_COMPARED = 3;
  private static final int DIFFERENT = 1;

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Parameters(
      index = "1",
      paramLabel = "A",
      description = "A run, main, another branch or tag, or a version's number.")
  private String a = "";

  @Parameters(index = "2", paramLabel = "B", description = "What it is compared with.")
  private String b = "";

  @Option(
      names = "--at",
      paramLabel = "V",
      description = "The version of A; of B the one with the same events is looked for.")
  private @Nullable String at;

  @Option(names = "--with", paramLabel = "TABLE", description = "The table of B; default the same.")
  private @Nullable String with;

  @Option(
      names = "--cut",
      description = {
        "Have the run that does not lead stand still where a version of the other one ends, compare"
            + " these versions and keep them as tags; for runs that take events in. It must have"
            + " been started by tidemark replay."
      })
  private boolean cut;

  @Option(
      names = "--within",
      paramLabel = "D",
      defaultValue = "2m",
      description =
          "How long --cut may take, and have a run stand still; default ${DEFAULT-VALUE}.")
  private Duration within = Duration.ZERO;

  @Option(
      names = "--closed-by",
      paramLabel = "COLUMN+TIME",
      converter = ClosedByText.class,
      description = {
        "Compare the rows that both watermarks have closed, those whose time in a column, plus a"
            + " duration, has passed: 'hour + 1 h', or window_end."
      })
  private @Nullable ClosedBy closedBy;

  @Option(
      names = "--anyway",
      description = "Compare even if the rows need not be equal, as for other events.")
  private boolean anyway;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rows shown of each kind of difference; default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    TableName name = TableArgument.name(table);
    TableName other = with == null ? name : TableArgument.name(with);
    requireNoOtherChoice();
    Catalog catalog = TableArgument.catalog(stack.environment());
    try {
      LiveTable live = TableArgument.open(catalog, name);
      List<String> sides =
          cut
              ? new Cutting(console, catalog, live.name(), new Cutting.Wish(within, author.by()))
                  .tags(live, a, b)
              : List.of(a, b);
      Table ofA = live.table();
      Table ofB = other.equals(name) ? ofA : TableArgument.open(catalog, other).table();
      return compare(
          name, Pair.find(ofA, ofB, new Pair.Wish(sides.get(0), sides.get(1), at, closedBy)));
    } catch (UncomparableException not) {
      throw new CommandFailure(String.valueOf(not.getMessage()), not);
    } finally {
      close(catalog);
    }
  }

  private void requireNoOtherChoice() {
    if (cut && (at != null || with != null)) {
      throw new CommandFailure(
          "--cut chooses the versions of two runs of one table. Leave out %s."
              .formatted(at != null ? "--at" : "--with"));
    }
  }

  private int compare(TableName name, Pair pair) {
    if (!json) {
      PairText.lines(name, pair, console).forEach(console::print);
    }
    if (!pair.obstacles().isEmpty() && !anyway) {
      throw new CommandFailure(lines(pair, Pair.Obstacle::toString));
    }
    if (!pair.obstacles().isEmpty()) {
      console.note(lines(pair, Pair.Obstacle::fact));
    }
    Difference difference = Comparison.of(pair, samples).run(new CompareProgress(console)::read);
    if (json) {
      console.print(DifferenceJson.of(name, pair, difference).toPrettyString());
    } else {
      new DifferenceText(console, pair).lines(difference).forEach(console::print);
    }
    return difference.isEmpty() ? 0 : DIFFERENT;
  }

  private static String lines(Pair pair, Function<Pair.Obstacle, String> text) {
    return pair.obstacles().stream().map(text).collect(Collectors.joining(System.lineSeparator()));
  }

  private static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException failure) {
        throw new CommandFailure(
            "Cannot close the catalog %s: %s. What was printed is complete."
                .formatted(catalog.name(), failure.getMessage()),
            failure);
      }
    }
  }
}
