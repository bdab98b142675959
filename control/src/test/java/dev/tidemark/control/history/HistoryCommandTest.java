package dev.tidemark.control.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.tidemark.lineage.TimestampHistogram;
import dev.tidemark.lineage.TopicProgress;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a table of two epochs, held afterwards, out of a catalog on SQLite. */
class HistoryCommandTest {
  private static final Instant COMMIT = Instant.parse("2026-01-02T03:04:05.678Z");
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
    TableDefinition definition = Definitions.builtIn("order_lines");
    TableIdentifier name = TableArgument.identifier(definition.name());
    LiveTable table = LiveTable.create(catalog, definition);
    table.startRun("r1", true);
    var committer = EpochCommitter.open(catalog, name, "r1", Clock.fixed(COMMIT, ZoneOffset.UTC));
    commit(committer, epoch(1, null, progress(0, 10, 10, 9, 1), progress(0, 5, 5, 5, 0)));
    commit(committer, epoch(2, "id-1", progress(0, 30, 20, 20, 0), progress(0, 5, 0, 0, 0)));
    table.hold("anna", "wrong prices");
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  @Test
  void historyListsEpochsAndMarkersNewestFirst() {
    assertThat(run("history", "shop.order_lines")).isZero();
    List<String> lines = console.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("shop.order_lines  main  held: wrong prices");
    assertThat(lines.get(1))
        .matches(
            "VERSION +AT \\(UTC\\) +RUN +EPOCH +CONSUMED +REJECTED +LATE +DELAY p50/p99 +NOTE");
    assertThat(lines.get(2)).endsWith("hold by anna: wrong prices");
    assertThat(lines.get(3)).matches("\\d+ +[-0-9]+ [:.0-9]+  r1 +2 +20 +0 +0  .*");
    assertThat(lines.get(4)).matches("\\d+ +[-0-9]+ [:.0-9]+  r1 +1 +15 +1 +0  .*");
    assertThat(lines.get(5)).contains("promote to r1 by tidemark");
    assertThat(lines.get(6)).contains("root");
    assertThat(lines).hasSize(7);
  }

  @Test
  void movesAreWhatWasDoneWithoutTheEpochsBetween() {
    assertThat(run("history", "order_lines", "--moves", "--limit", "2")).isZero();
    List<String> lines = console.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2)).endsWith("hold by anna: wrong prices");
    assertThat(lines.get(3)).endsWith("promote to r1 by tidemark: first run of the table");
  }

  @Test
  void aRunsBranchHasNoMarkerOfMain() {
    assertThat(run("history", "order_lines", "--branch", "run_r1", "--limit", "1")).isZero();
    assertThat(console.out().lines()).hasSize(3).last().asString().contains("  r1 ");
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThat(run("history", "order_lines", "--limit", "0")).isEqualTo(2);
    assertThat(run("history", "order_lines", "--limit", "-1")).isEqualTo(2);
    assertThat(console.err().lines())
        .containsExactly(
            "tidemark: --limit is 0: accepted is a number from 1 on.",
            "tidemark: --limit is -1: accepted is a number from 1 on.");
  }

  @Test
  void historyIsAnArrayForScripts() throws Exception {
    assertThat(run("history", "order_lines", "--json")).isZero();
    JsonNode array = JSON.readTree(console.out());
    assertThat(array).hasSize(5);
    assertThat(array.get(0).path("marker").path("kind").asText()).isEqualTo("hold");
    JsonNode newest = array.get(1).path("tidemark");
    assertThat(newest.path("id").asText()).isEqualTo("id-2");
    assertThat(newest.path("parent").asText()).isEqualTo("id-1");
    assertThat(newest.at("/topics/0/partitions/0/to").asLong()).isEqualTo(30);
  }

  @Test
  void showPrintsTheTidemarkWithEveryPartition() throws Exception {
    assertThat(run("show", "order_lines", "--version", version(2))).isZero();
    assertThat(console.out())
        .contains("run           r1, epoch 1, attempt a1")
        .contains("records       15 consumed = 14 accepted + 1 rejected + 0 late + 0 excluded")
        .contains("cluster       cluster-1")
        .contains("order-lines  (topic id topic-1)")
        .containsPattern("(?m)^ +0 +0 +10 +10 +9 +1 +0 +0$")
        .containsPattern("(?m)^ +1 +0 +5 +5 +5 +0 +0 +0$");
  }

  @Test
  void showTakesTheNewestVersionByDefault() {
    assertThat(run("show", "shop.order_lines")).isZero();
    assertThat(console.out())
        .contains("marker        hold")
        .contains("by            anna")
        .contains("lead before   r1");
  }

  @Test
  void whatIsNotThereIsNamedWithTheNextStep() {
    assertThat(run("show", "order_lines", "--version", "7")).isEqualTo(1);
    assertThat(run("history", "product_catalog")).isEqualTo(1);
    assertThat(run("history", "nonsense")).isEqualTo(1);
    assertThat(console.err().lines())
        .containsExactly(
            "tidemark: The table shop.order_lines has no version 7, or not any more. See tidemark"
                + " history shop.order_lines.",
            "tidemark: There is no table shop.product_catalog in the catalog tidemark. A run"
                + " creates it: tidemark run product_catalog.",
            "tidemark: \"nonsense\" names no table: accepted is namespace.table, like"
                + " shop.order_lines, or one of "
                + String.join(", ", dev.tidemark.definition.Definitions.builtInNames())
                + ".");
  }

  @Test
  void withoutAStackTheCommandSaysHowToStartOne(@TempDir Path empty) {
    assertThat(Tidemark.run(console.console(), "history", "order_lines", "--dir", empty.toString()))
        .isEqualTo(4);
    assertThat(console.err())
        .startsWith(
            "tidemark: Nothing says where the catalog is: no stack is running from " + empty)
        .contains("Start one with `tidemark up`");
  }

  private int run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = folder.toString();
    return Tidemark.run(console.console(), all);
  }

  /** The version at this place of main's history, 0 being the newest. */
  private static String version(int place) throws Exception {
    var own = new CapturedConsole();
    Tidemark.run(own.console(), "history", "order_lines", "--json", "--dir", folder.toString());
    return JSON.readTree(own.out()).get(place).path("version").asText();
  }

  private static void commit(EpochCommitter committer, Epoch epoch) throws InterruptedException {
    assertThat(committer.commit(epoch)).isInstanceOf(CommitResult.Landed.class);
  }

  private static PartitionProgress progress(
      long start, long to, long consumed, long accepted, long rejected) {
    return new PartitionProgress(start, to, consumed, accepted, rejected, 0, 0);
  }

  private static Epoch epoch(int number, @Nullable String parent, PartitionProgress... partitions) {
    var mark =
        new dev.tidemark.lineage.Tidemark(
            "r1",
            "a1",
            "id-" + number,
            parent,
            number,
            "cluster-1",
            List.of(new TopicProgress("order-lines", "topic-1", List.of(partitions))),
            List.of(),
            "0123456789abcdef",
            "test",
            List.of(1),
            null,
            Duration.ZERO,
            Times.UNKNOWN,
            null);
    var timestamps = new TimestampHistogram();
    timestamps.add(COMMIT.toEpochMilli() - 400);
    return new Epoch(mark, List.of(), List.of(), List.of(), List.of(), List.of(), timestamps);
  }
}
