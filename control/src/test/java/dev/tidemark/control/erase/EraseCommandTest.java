package dev.tidemark.control.erase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LiveTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseCommandTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;

  @BeforeEach
  void makeATable() throws Exception {
    runs = new TwoRuns(folder);
    runs.commit("r1", List.of(lines("ann-17", "bob-4")), 2);
    runs.commit("r2", List.of(lines("ann-17", "bob-4")), 2);
    runs.commit("r1", List.of(lines("eve-9")), 3);
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void aPersonLeavesEveryBranchAndTheLedgerNamesNobody() throws Exception {
    assertThat(
            run("erase", "order_lines", "--key", "customer_id=ann-17", "--reason", "4711", "--yes"))
        .isZero();
    assertThat(console.out())
        .contains("shop.order_lines: 1 erased; later rows of theirs stay out.")
        .contains("branch run_r1: 1 rows in 1 files", "branch run_r2: 1 rows in 1 files")
        .doesNotContain("ann");
    assertThat(console.err()).contains("recording …").doesNotContain("ann");
    assertThat(customers("run_r1")).containsExactly("bob-4", "eve-9");
    assertThat(customers("run_r2")).containsExactly("bob-4");
    assertThat(customers("main")).isEqualTo(customers("run_r1"));

    JsonNode ledger = json("erase", "order_lines", "--list", "--json").path("ledger");
    assertThat(ledger).hasSize(1);
    assertThat(ledger.get(0).path("reason").asText()).isEqualTo("4711");
    assertThat(ledger.get(0).path("columns").get(0).asText()).isEqualTo("customer_id");
    assertThat(ledger.toString()).doesNotContain("ann");
  }

  @Test
  void whoIsNotThereIsSaidNotToBeFound() throws Exception {
    assertThat(run("erase", "order_lines", "--key", "customer_id=nope", "--reason", "1", "--yes"))
        .isZero();
    assertThat(console.out())
        .contains(
            "shop.order_lines: no row of the 1 was found here; later rows of theirs stay out.");
  }

  @Test
  void whatIsDroppedIsNamedBeforeItIs() throws Exception {
    table().recoveryPoints().add("r1", 1, "s3://b/savepoint-1", Instant.now(), false);
    run("erase", "order_lines", "--key", "customer_id=ann-17", "--reason", "4711", "--yes");
    assertThat(console.err())
        .contains("dropping the tags tidemark_point_r1_1")
        .contains("dropping the recovery point of r1, ");
  }

  @Test
  void dryRunSaysWhatWouldGoAndChangesNothing() throws Exception {
    long before = table().table().currentSnapshot().snapshotId();
    JsonNode plan =
        json("erase", "order_lines", "--key", "customer_id=ann-17", "--dry-run", "--json");
    assertThat(plan.path("dryRun").asBoolean()).isTrue();
    assertThat(plan.at("/branches/run_r1/rows").asLong()).isOne();
    assertThat(plan.path("versions").asLong()).isEqualTo(3);
    assertThat(table().table().currentSnapshot().snapshotId()).isEqualTo(before);
    assertThat(json("erase", "order_lines", "--list", "--json").path("ledger")).isEmpty();
  }

  /** As the runbook has it for programs. */
  @Test
  void shapesForProgramsAreThoseOfTheRunbook() throws Exception {
    table().recoveryPoints().add("r1", 1, "s3://b/savepoint-1", Instant.now(), false);
    String[] erase = {"erase", "order_lines", "--key", "customer_id=ann-17", "--json"};
    String[] plan = {
      "table",
      "branches",
      "quarantine",
      "versions",
      "quarantineVersions",
      "tags",
      "points",
      "dryRun"
    };

    JsonNode planned = json(with(erase, "--dry-run"));
    assertThat(names(planned)).containsExactlyInAnyOrder(plan);
    JsonNode done = json(with(erase, "--yes"));
    assertThat(names(done)).containsExactlyInAnyOrder(with(plan, "entries", "savepointsLeft"));
    assertThat(done.path("dryRun").asBoolean(true)).isFalse();
    for (JsonNode removed :
        List.of(
            done.at("/branches/run_r1"), planned.at("/branches/run_r2"), done.path("quarantine"))) {
      assertThat(names(removed)).containsExactly("deleteFiles", "files", "rows");
    }
    JsonNode ledger = json("erase", "order_lines", "--list", "--json");
    assertThat(names(ledger)).containsExactly("ledger", "table");
    assertThat(names(ledger.at("/ledger/0")))
        .isEqualTo(names(done.at("/entries/0")))
        .containsExactly("at", "by", "columns", "id", "reason");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  private static Set<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void onATerminalOnlyYesErases() throws Exception {
    var terminal = CapturedConsole.terminal();
    for (String answer : List.of("no\n", "y\n", "")) {
      assertThat(asked(terminal, answer)).as(answer).isEqualTo(3);
      assertThat(customers("run_r1")).contains("ann-17");
    }
    assertThat(terminal.out()).contains("nothing is changed; this would go:");
    assertThat(terminal.err())
        .contains("This cannot be taken back. Type yes to erase:")
        .contains("Nothing was erased from shop.order_lines. Answer with yes, or pass --yes.");

    assertThat(asked(terminal, "yes\n")).isZero();
    assertThat(customers("run_r1")).containsExactly("bob-4", "eve-9");
  }

  private int asked(CapturedConsole terminal, String answer) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(UTF_8)));
    try {
      return runs.run(terminal, "erase", "order_lines", "--key", "customer_id=ann-17");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void keysOfAFileAreSeveralPersons() throws Exception {
    Path file =
        Files.writeString(folder.resolve("keys"), "customer_id=ann-17\n\ncustomer_id=bob-4\n");
    JsonNode done = json("erase", "order_lines", "--keys-from", file.toString(), "--yes", "--json");
    assertThat(done.path("entries")).hasSize(2);
    assertThat(customers("run_r1")).containsExactly("eve-9");
    assertThat(customers("run_r2")).isEmpty();
  }

  @Test
  void savepointOfADroppedPointIsLeftToTheWatchIfNoFlinkAnswers() throws Exception {
    table().recoveryPoints().add("r1", 1, "s3://b/savepoint-1", Instant.now(), false);
    JsonNode done = json("erase", "order_lines", "--key", "customer_id=ann-17", "--yes", "--json");
    assertThat(done.at("/points/0/savepoint").asText()).isEqualTo("s3://b/savepoint-1");
    assertThat(done.path("savepointsLeft").asInt()).isOne();
    assertThat(console.err())
        .contains("`tidemark watch shop.order_lines` does it in its next round.");
    assertThat(table().leftSavepoints().all())
        .extracting(LeftSavepoint::savepoint)
        .containsExactly("s3://b/savepoint-1");
  }

  @Test
  void aProgramThatCannotLeaveThemOutIsRefusedFromThenOn() {
    run("erase", "order_lines", "--key", "customer_id=ann-17", "--yes");
    assertThatThrownBy(() -> runs.commit("r1", List.of(lines("ann-17")), 4))
        .hasMessageContaining(
            "the table has erased persons, and this program cannot leave them out; use one that can");
    assertThat(customers("run_r1")).containsExactly("bob-4", "eve-9");
  }

  @Test
  void nobodyIsErasedUnasked() {
    assertThat(run("erase", "order_lines", "--key", "customer_id=ann-17")).isEqualTo(3);
    assertThat(console.err())
        .contains(
            "Erasing from shop.order_lines cannot be taken back, and nobody can be asked here. Look at what would go with --dry-run, then pass --yes.");
    assertThat(customers("run_r1")).contains("ann-17");
  }

  @Test
  void whatDoesNotFitIsSaidWithoutTheValue() {
    assertRefused("The table has no column custmer; it has [invoice_no, ", "--key", "custmer=Zoe");
    assertRefused(
        "The value of column quantity is no int; accepted is a whole number of that size, like 4711.",
        "--key",
        "quantity=Zoe");
    assertRefused("A key has no column or no value: ", "--key", "Zoe");
    assertRefused("tells no person apart", "--key", "cancelled=Zoe");
    assertRefused("Nobody is named: give --key COLUMN=VALUE");
    assertRefused(
        "What --reason says is kept for ever",
        "--key",
        "customer_id=ann-17",
        "--reason",
        "request of ann-17");
    assertRefused("Cannot read the keys from ", "--keys-from", folder.resolve("no").toString());
    assertRefused("--list prints the whole ledger", "--list", "--key", "customer_id=Zoe");
    assertThat(console.err()).doesNotContain("Zoe").doesNotContain("ann-17");
  }

  @Test
  void aLedgerWithoutEntriesSaysSo() {
    assertThat(run("erase", "order_lines", "--list")).isZero();
    assertThat(console.out()).contains("Nobody was erased from shop.order_lines.");
  }

  private void assertRefused(String sentence, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "erase";
    all[1] = "order_lines";
    all[2] = "--yes";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    assertThat(run(all)).isEqualTo(1);
    assertThat(console.err()).contains(sentence);
  }

  private int run(String... arguments) {
    return runs.run(console, arguments);
  }

  private JsonNode json(String... arguments) throws IOException {
    var own = new CapturedConsole();
    assertThat(runs.run(own, arguments)).as(own.err()).isZero();
    console.console().note(own.err());
    return new ObjectMapper().readTree(own.out());
  }

  private LiveTable table() {
    return LiveTable.open(runs.catalog(), runs.table().name());
  }

  private TreeSet<String> customers(String branch) {
    Table table = table().table();
    var found = new TreeSet<String>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).useSnapshot(table.snapshot(branch).snapshotId()).build()) {
      rows.forEach(row -> found.add((String) row.getField("customer_id")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private DataFile lines(String... customers) throws IOException {
    Table table = table().table();
    GenericRecord line = GenericRecord.create(table.schema());
    Map<String, Object> common =
        Map.of(
            "invoice_no",
            "536365",
            "stock_code",
            "P1",
            "quantity",
            1,
            "invoice_time",
            OffsetDateTime.parse("2026-01-20T08:00:00Z"),
            "unit_price",
            new BigDecimal("1.500"),
            "country",
            "France",
            "cancelled",
            false,
            "amount",
            new BigDecimal("1.500"),
            "topic_partition",
            0,
            "topic_offset",
            0L);
    common.forEach(line::setField);
    var partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(line));
    String path = table.locationProvider().newDataLocation("lines-" + UUID.randomUUID());
    var file = EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(path));
    try (DataWriter<Record> writer =
        new GenericAppenderFactory(table.schema(), table.spec())
            .newDataWriter(file, FileFormat.PARQUET, partition)) {
      for (String customer : customers) {
        writer.write(line.copy("customer_id", customer));
      }
      writer.close();
      return writer.toDataFile();
    }
  }
}
