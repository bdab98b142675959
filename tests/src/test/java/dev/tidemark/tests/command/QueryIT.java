package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.reader.ProductTable;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code tidemark query} answers from one version of a table, and says which. */
@ExtendWith(SharedStack.class)
class QueryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aQueryAnswersFromTheVersionThatIsAskedForAndNamesIt(World world) throws Exception {
    ProductTable table = ProductTable.run(world, "");
    String sql = "SELECT %s FROM %s".formatted(ProductTable.COLUMNS, table.name());

    JsonNode now = ask(table, sql);
    assertThat(ProductTable.productsIn(now.path("rows"))).isEqualTo(table.products());
    assertThat(now.at("/read/0/table").asText()).isEqualTo(table.name());
    assertThat(now.at("/read/0/version").asText()).isEqualTo(Long.toString(table.newest()));
    assertThat(now.at("/read/0/tidemark/id").asText()).isEqualTo(table.stamp().id());
    assertThat(now.path("complete").asBoolean()).isTrue();

    JsonNode older = ask(table, sql, "--version", Long.toString(table.older()));
    assertThat(ProductTable.productsIn(older.path("rows"))).isEqualTo(table.olderProducts());
    assertThat(older.at("/read/0/version").asText()).isEqualTo(Long.toString(table.older()));

    JsonNode branch = ask(table, sql, "--branch", "run_r1");
    assertThat(ProductTable.productsIn(branch.path("rows"))).isEqualTo(table.products());

    JsonNode then = ask(table, sql, "--at", timeOf(world, table.older()).toString());
    assertThat(ProductTable.productsIn(then.path("rows"))).isEqualTo(table.olderProducts());

    String both =
        "SELECT COUNT(*) AS n FROM %1$s WHERE stock_code IN (SELECT stock_code FROM %1$s)"
            .formatted(table.name());
    assertThat(ask(table, both).at("/rows/0/n").asInt()).isEqualTo(table.products().size());
    readsTheTidemarkWithSqlAlone(table);
    printsATable(table);
    refusesWhatItMustNotDo(table);
  }

  @Test
  void rowsThatDeletionVectorsRemoveAreNotSeen(World world) throws Exception {
    ProductTable table = ProductTable.run(world, "\nformat-version: 3\n");
    JsonNode now = ask(table, "SELECT %s FROM %s".formatted(ProductTable.COLUMNS, table.name()));
    assertThat(ProductTable.productsIn(now.path("rows"))).isEqualTo(table.products());
  }

  private static void readsTheTidemarkWithSqlAlone(ProductTable table) throws IOException {
    String sql =
        "SELECT summary['tidemark.id'] AS id, summary['tidemark.to'] AS to_offsets FROM %s WHERE snapshot_id = %d"
            .formatted(table.name().replaceFirst("\\.(.*)", ".`$1\\$snapshots`"), table.newest());
    JsonNode stamp = ask(table, sql).at("/rows/0");
    assertThat(stamp.path("id").asText()).isEqualTo(table.stamp().id());
    table.requireOffsets(stamp.path("to_offsets").asText());
  }

  private static void printsATable(ProductTable table) throws IOException {
    Launched shown =
        table.command(
            "query",
            "query",
            "SELECT stock_code, unit_price FROM %s ORDER BY stock_code".formatted(table.name()),
            "--limit",
            "3");
    assertThat(shown.out().lines()).hasSize(4).first().asString().startsWith("stock_code");
    assertThat(shown.err())
        .contains("The first 3 rows; --limit shows more.")
        .contains("Read %s, version %d of ".formatted(table.name(), table.newest()))
        .contains(": r1, epoch %d,".formatted(table.stamp().epoch()));
  }

  private static void refusesWhatItMustNotDo(ProductTable table) throws IOException {
    assertThat(table.refused(2, "query", "query", "DROP TABLE " + table.name()))
        .contains("A query only reads: SELECT, WITH, SHOW and DESCRIBE are accepted")
        .doesNotContain("\tat ");
    assertThat(table.refused(2, "query", "query", "SELECT 1\nFROM " + table.name() + "s"))
        .contains("at line 2, column 6: ")
        .contains("The tables are: ")
        .contains(table.name() + "_quarantine")
        .doesNotContain("\tat ");
    assertThat(table.refused(2, "query", "query", "SELECT * FROM " + table.name() + "$refs"))
        .contains("Write ")
        .contains("`product_catalog$refs`, with back-ticks.");
    assertThat(
            table.refused(
                1, "query", "query", "SELECT 1 FROM " + table.name(), "--branch", "run_r7"))
        .contains("has no branch run_r7; its branches are main, run_r1.");
    assertThat(table.refused(1, "query", "query", "SELECT 1", "--at", "yesterday"))
        .contains("Cannot read the time \"yesterday\": accepted is ");
  }

  private static JsonNode ask(ProductTable table, String sql, String... options)
      throws IOException {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "query";
    arguments[1] = sql;
    arguments[2] = "--json";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return JSON.readTree(table.command("query", arguments).out());
  }

  private static Instant timeOf(World world, long version) {
    return LiveTable.open(world.catalog(), world.table(Shop.PRODUCT_UPDATES))
        .version(version)
        .orElseThrow()
        .at();
  }
}
