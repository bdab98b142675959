package dev.tidemark.control.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.compare.Difference;
import dev.tidemark.compare.Difference.Sample;
import dev.tidemark.compare.Pair;
import dev.tidemark.compare.rows.Digest;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Environment;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares three runs out of a catalog on SQLite, r3 of which stood level with none. */
class CompareCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @BeforeAll
  static void makeATable() throws Exception {
    Environment environment =
        Environment.write(
            folder,
            Map.of(
                "catalog.name", "tidemark",
                "catalog.catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog",
                "catalog.uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "catalog.jdbc.schema-version", "V1",
                "catalog.io-impl", "org.apache.iceberg.hadoop.HadoopFileIO",
                "catalog.warehouse", folder.resolve("warehouse").toUri().toString()));
    Catalog catalog = TableArgument.catalog(environment);
    TableDefinition definition = Definitions.builtIn("product_catalog");
    LiveTable table = LiveTable.create(catalog, definition);
    table.startRun("r1", true);
    commit(catalog, "r1", 1, null, 10);
    commit(catalog, "r1", 2, "r1-1", 30);
    table.startRun("r2", false);
    commit(catalog, "r2", 1, null, 10);
    table.startRun("r3", false);
    commit(catalog, "r3", 1, null, 7);
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  @Test
  void equalVersionsEndWithZeroAndSayWhatWasRead() {
    assertThat(run("compare", "product_catalog", "main", "r2")).isZero();
    List<String> lines = console.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("shop.product_catalog");
    assertThat(lines.get(1))
        .matches("A  main \\(version \\d+\\), \\S+Z: run r1, epoch 1, to product-updates \\[10\\]");
    assertThat(lines.get(2)).startsWith("B  r2 (version ").contains(": run r2, epoch 1, to ");
    assertThat(lines.get(3)).isEqualTo("events  the same in both");
    assertThat(lines.get(4)).matches(" +ROWS  DIGEST");
    assertThat(lines.get(5)).isEqualTo("A     0  00000000000000000000000000000000");
    assertThat(lines.get(7)).isEqualTo("equal");
  }

  @Test
  void versionsThatNeedNotBeEqualAreNotCompared() throws Exception {
    assertThat(run("compare", "product_catalog", "r1", "r3")).isEqualTo(3);
    assertThat(console.out()).contains("product-updates-0: 23 only in A").doesNotContain("DIGEST");
    assertThat(console.err())
        .startsWith("tidemark: r1 (version ")
        .contains("hold different events (product-updates-0: 23 only in A)")
        .contains("or pass --anyway to see how their rows differ.");

    var anyway = new CapturedConsole();
    assertThat(run(anyway, "compare", "product_catalog", "r1", "r3", "--anyway", "--json"))
        .isZero();
    JsonNode json = JSON.readTree(anyway.out());
    assertThat(json.path("equal").asBoolean()).isTrue();
    assertThat(json.path("sameEvents").asBoolean()).isFalse();
    assertThat(json.at("/eventGaps/0/onlyA").asLong()).isEqualTo(23);
    assertThat(json.at("/a/tidemark/to/product-updates/0").asLong()).isEqualTo(30);
    assertThat(json.path("notes")).hasSize(1);
  }

  @Test
  void whatCannotBeComparedNeverReadsAsDifferent() {
    assertThat(run("compare", "order_lines", "main", "r2")).isEqualTo(3);
    assertThat(run("compare", "product_catalog", "main", "r7")).isEqualTo(3);
    assertThat(run("compare", "product_catalog", "main", "r2", "--closed-by", "at")).isEqualTo(3);
    assertThat(console.err())
        .contains("There is no table shop.order_lines")
        .contains("has no run, branch, tag or version \"r7\"; it has main, run_r1, run_r2, run_r3")
        .contains("has no watermark, so none of its rows is closed; leave --closed-by out");
    assertThat(run("compare", "product_catalog", "main")).isEqualTo(2);
    assertThat(run("compare", "product_catalog", "r1", "r2", "--closed-by", "hour + 1"))
        .isEqualTo(2);
    assertThat(console.err())
        .contains("behind the plus of \"hour + 1\" accepted is a duration with its unit");
  }

  @Test
  void differencesAreCountedAndShown() throws Exception {
    Catalog catalog = TableArgument.catalog(Environment.in(folder));
    Table table =
        TableArgument.open(catalog, Definitions.builtIn("product_catalog").name()).table();
    Pair pair = Pair.find(table, table, new Pair.Wish("r1", "r2", null, null));
    Difference difference =
        new Difference(
            new Digest(1_000, 0, 1),
            new Digest(1_001, 0, 2),
            List.of(new Difference.Bucket(7, new Digest(1, 0, 1), new Digest(2, 0, 2))),
            0,
            1,
            1,
            Map.of("unit_price", 1L),
            List.of(
                new Sample(row("22423", "1.500"), row("22423", null), List.of("unit_price")),
                new Sample(null, row("FOREIGN", "0.000"), List.of())),
            false);
    List<String> lines = new DifferenceText(console.console(), pair).lines(difference);
    assertThat(lines)
        .containsExactly(
            "    ROWS  DIGEST",
            "A  1,000  00000000000000000000000000000001",
            "B  1,001  00000000000000000000000000000002",
            "different: 0 keys only in A, 1 only in B, 1 changed; in 1 of 4,096 buckets",
            "Of so many differences only some were looked at: the numbers are at least these.",
            "COLUMN      CHANGED KEYS",
            "unit_price             1",
            "changed    {stock_code=22423}  unit_price: 1.500 → null",
            "only in B  {stock_code=FOREIGN, unit_price=0.000}");
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  private static Map<String, @Nullable String> row(String stockCode, @Nullable String price) {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    row.put("stock_code", stockCode);
    row.put("unit_price", price);
    return row;
  }

  private int run(String... arguments) {
    return run(console, arguments);
  }

  private static int run(CapturedConsole console, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = folder.toString();
    return Tidemark.run(console.console(), all);
  }

  private static void commit(
      Catalog catalog, String run, int number, @Nullable String parent, long to) throws Exception {
    var mark =
        new dev.tidemark.lineage.Tidemark(
            run,
            "a1",
            run + "-" + number,
            parent,
            number,
            "cluster-1",
            List.of(
                new TopicProgress(
                    "product-updates", "topic-1", List.of(PartitionProgress.unmoved(0, to)))),
            List.of(),
            "0123456789abcdef",
            "test",
            List.of(1),
            null,
            Duration.ZERO,
            Times.UNKNOWN,
            null);
    var name = TableArgument.identifier(Definitions.builtIn("product_catalog").name());
    var epoch = new Epoch(mark, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    assertThat(EpochCommitter.open(catalog, name, run, Clock.systemUTC()).commit(epoch))
        .isInstanceOf(CommitResult.Landed.class);
  }
}
