package dev.tidemark.control.promote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands by which people move main, against a catalog on SQLite. */
class LeadCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private TwoRuns runs;
  private LiveTable table;
  private CapturedConsole console = new CapturedConsole();

  @BeforeEach
  void makeATable() {
    runs = new TwoRuns(folder);
    table = runs.table();
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void promoteSaysWhatReadersSeeAndHowToTakeItBack() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 6);

    ok("promote", "order_lines", "r2", "--by", "ann", "--reason", "replayed");

    assertThat(console.err())
        .contains("Promoting shop.order_lines/r2; readers see run r1, epoch 1 now.")
        .contains("To take it back: tidemark undo shop.order_lines");
    assertThat(console.out())
        .isEqualToIgnoringNewLines(
            "Readers of shop.order_lines now see run r2, epoch 1, and what it commits next.");
    assertThat(table.lead()).contains("r2");
    ok("promote", "order_lines", "r2");
    assertThat(console.err()).isEqualToIgnoringNewLines("Run r2 leads shop.order_lines already.");
  }

  @Test
  void moveIsAnObjectForScripts() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 6);

    JsonNode json =
        json("promote", "order_lines", "r2", "--by", "ann", "--reason", "why", "--json");

    assertThat(json.path("lead").asText()).isEqualTo("r2");
    assertThat(json.at("/readers/id").asText()).isEqualTo("r2-1");
    assertThat(json.path("version").asLong())
        .isEqualTo(table.table().currentSnapshot().snapshotId());
    assertThat(json.at("/marker/kind").asText()).isEqualTo("promote");
    assertThat(json.at("/marker/by").asText()).isEqualTo("ann");
    assertThat(json.at("/marker/from").asText()).isEqualTo("r1");
    assertThat(json.path("undo").asText()).isEqualTo("tidemark undo shop.order_lines");
  }

  @Test
  void runThatIsBehindIsRefusedAndNothingChanges() throws Exception {
    runs.commit("r1", 100, 5);
    runs.commit("r2", 60, 5);
    long version = table.table().currentSnapshot().snapshotId();

    assertThat(run("promote", "order_lines", "r2")).isEqualTo(3);
    assertThat(console.err().lines())
        .last()
        .isEqualTo(
            "tidemark: Cannot promote shop.order_lines/r2: 1 partition is behind the lead (order-lines-0 by 40 events). Wait, or pass --allow-regress.");
    assertThat(run("promote", "order_lines", "r2", "--wait", "--timeout", "300ms")).isEqualTo(3);
    assertThat(console.err())
        .contains("40 events behind in 1 partitions, waiting for at most ")
        .contains(
            "Wait, or pass --allow-regress. Waited 300 ms for it; see with `tidemark status` that its job runs.");
    assertThat(table.table().currentSnapshot().snapshotId()).isEqualTo(version);
    ok("promote", "order_lines", "r2", "--allow-regress");
  }

  @Test
  void promoteWaitsUntilTheRunHasCaughtUp() throws Exception {
    runs.commit("r1", 100, 5);
    runs.commit("r2", 60, 5);
    var waiting =
        CompletableFuture.supplyAsync(() -> run("promote", "order_lines", "r2", "--wait"));
    while (!console.err().contains("40 events behind")) {
      assertThat(waiting).isNotDone();
      Thread.onSpinWait();
    }

    runs.commit("r2", 100, 5);

    assertThat(waiting.get()).isZero();
    assertThat(table.lead()).contains("r2");
  }

  @Test
  void unknownRetiredAndOtherlyDefinedRunsAreRefused() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", "fedcba9876543210", 10, 5);

    assertThat(run("promote", "order_lines", "r9")).isEqualTo(3);
    assertThat(console.err())
        .contains(
            "Cannot promote shop.order_lines/r9: there is no such run; the runs are [r1, r2].");
    assertThat(run("promote", "order_lines", "r2")).isEqualTo(3);
    assertThat(console.err())
        .contains(
            "Cannot promote shop.order_lines/r2: it runs definition fedcba9876543210, readers see definition 0123456789abcdef. If the change is meant, pass --other-definition.");
    ok("retire", "order_lines", "r2", "--reason", "done");
    assertThat(run("promote", "order_lines", "r2")).isEqualTo(3);
    assertThat(console.err())
        .contains("Cannot promote shop.order_lines/r2: the run was retired; the runs are [r1].");
    assertThat(table.lead()).contains("r1");
  }

  @Test
  void undoGivesTheLeadBack() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 5);
    assertThat(run("undo", "order_lines")).isEqualTo(3);
    assertThat(console.err())
        .contains("Cannot undo on shop.order_lines: no run led before; promote the run");
    ok("promote", "order_lines", "r2");

    ok("undo", "order_lines");

    assertThat(console.err()).contains("Giving the lead of shop.order_lines to r1.");
    assertThat(table.lead()).contains("r1");
  }

  @Test
  void holdNeedsAReasonAndSaysIfItWasHeld() throws Exception {
    runs.commit("r1", 10, 5);
    assertThat(run("hold", "order_lines")).isEqualTo(2);

    ok("hold", "order_lines", "--by", "ann", "--reason", "prices look wrong");
    assertThat(console.out())
        .contains(
            "Readers of shop.order_lines now see run r1, epoch 1, and nothing newer until a promote.");
    ok("hold", "order_lines", "--by", "bob", "--reason", "me too");
    assertThat(console.err())
        .contains("The table was held already, since ")
        .contains(" by ann: prices look wrong. Nothing was changed.");
    assertThat(table.held().orElseThrow().by()).isEqualTo("ann");
  }

  @Test
  void rollbackBeforeAnOffsetFindsTheNewestVersionWithoutIt() throws Exception {
    runs.commit("r1", 10, 5);
    long good = runs.commit("r1", 20, 7);
    runs.commit("r1", 30, 9);

    ok("rollback", "order_lines", "--to", "before order-lines:0:20", "--reason", "bad price");

    assertThat(console.err())
        .contains("Rolling shop.order_lines back to version " + good + " of ")
        .contains(
            " (run r1, epoch 2); this takes 12 events from readers: 10 of order-lines-0, 2 of order-lines-1.")
        .contains("To take it back: tidemark undo shop.order_lines");
    assertThat(table.head("main").orElseThrow().epoch()).isEqualTo(2);
    assertThat(table.held().orElseThrow().why()).isEqualTo("bad price");
    ok("undo", "order_lines");
    assertThat(table.head("main").orElseThrow().epoch()).isEqualTo(3);
  }

  @Test
  void rollbackToATimeIsToWhatReadersSawThen() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 5);
    ok("promote", "order_lines", "r2");
    var then = table.table().currentSnapshot().timestampMillis();
    while (System.currentTimeMillis() <= then) {
      Thread.onSpinWait();
    }
    ok("undo", "order_lines");

    ok("rollback", "order_lines", "--to", Instant.ofEpochMilli(then).toString());

    assertThat(table.head("main").orElseThrow().id()).isEqualTo("r2-1");
  }

  @Test
  void rollbackToAMarkerIsToTheEpochBelow() throws Exception {
    runs.commit("r1", 10, 5);
    ok("hold", "order_lines", "--reason", "wait");
    String marker = String.valueOf(table.table().currentSnapshot().snapshotId());

    ok("rollback", "order_lines", "--to", marker);

    assertThat(table.head("main").orElseThrow().id()).isEqualTo("r1-1");
  }

  @Test
  void rollbackToWhatIsNotThereSaysWhatIsLeft() throws Exception {
    long first = runs.commit("r1", 10, 5);
    long second = runs.commit("r1", 20, 7);
    long version = table.table().currentSnapshot().snapshotId();

    assertRefused("7", "back to version 7: it does not exist or was expired. " + left(first));
    assertRefused(
        "2020-01-01T00:00:00Z",
        "back to 2020-01-01T00:00:00Z: what readers saw then was expired, or the table is younger. "
            + left(first));
    assertRefused(
        "before order-lines:0:9",
        "back before offset 9 of order-lines-0: every version under main that is left has read it. "
            + left(first));
    assertThat(run("rollback", "order_lines", "--to", "before orders:0:9")).isEqualTo(1);
    assertThat(console.err())
        .contains(
            "Table shop.order_lines does not read partition 0 of topic orders; it reads order-lines:0 to 1.");
    assertThat(run("rollback", "order_lines", "--to", "before noon")).isEqualTo(1);
    assertThat(console.err())
        .contains("Cannot read --to \"before noon\": accepted is a version as `tidemark history`");
    table.table().expireSnapshots().expireSnapshotId(first).commit();
    assertRefused(
        String.valueOf(first),
        "back to version %d: it does not exist or was expired. %s".formatted(first, left(second)));
    assertThat(table.table().currentSnapshot().snapshotId()).isEqualTo(version);
    assertThat(table.lead()).contains("r1");
  }

  @Test
  void aVersionWithoutAnEventIsNamedWhereTheRunBeforeHasIt() throws Exception {
    long good = runs.commit("r1", 10, 5);
    runs.commit("r1", 30, 5);
    runs.commit("r2", 30, 5);
    ok("promote", "order_lines", "r2");

    assertRefused(
        "before order-lines:0:12",
        "back before offset 12 of order-lines-0: every version under main that is left has read it. Run r1 has one that has not, version %d of "
            .formatted(good));
    ok("rollback", "order_lines", "--to", Long.toString(good));
    assertThat(console.out()).contains("run r1, epoch 1");
  }

  @Test
  void runsSayHowFarTheyAreBehind() throws Exception {
    runs.commit("r1", 1100, 5);
    runs.commit("r2", 60, 5);
    table.exclude(List.of(new Exclusion("order-lines", TwoRuns.TOPIC_ID, 0, 3, 5)), "ann", "bad");
    table.startRun("r3", false);

    ok("runs", "order_lines");
    assertThat(console.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("RUN  LEADS  JOB       EPOCH  BEHIND  COMMITTED"),
            line ->
                assertThat(line).matches("r1 +leads +not here +1 +0 +.* ago +as readers see .*"),
            line -> assertThat(line).matches("r2 +not here +1 +1,040 +.* ago +as readers see .*"),
            line -> assertThat(line).matches("r3 +not here +none +1,105 +never +1 range  +\\d+"));
    JsonNode json = json("runs", "order_lines", "--json");
    assertThat(json.at("/1/behind/0/partition").asInt()).isZero();
    assertThat(json.at("/1/behind/0/events").asLong()).isEqualTo(1040);
    assertThat(json.at("/1/sameDefinition").asBoolean()).isTrue();
    assertThat(json.at("/2/exclusions/0/from").asLong()).isEqualTo(3);
    assertThat(json.at("/2/epoch").isNull()).isTrue();
  }

  @Test
  void exclusionsSayWhoAndWhyAndWhichRunsHaveThem() throws Exception {
    ok("exclusions", "order_lines");
    assertThat(console.out()).isEqualToIgnoringNewLines("shop.order_lines leaves nothing out.");
    table.exclude(
        List.of(new Exclusion("order-lines", TwoRuns.TOPIC_ID, 0, 3, 5)), "ann", "bad prices");
    table.startRun("r3", false);

    ok("exclusions", "order_lines");
    assertThat(console.out())
        .containsPattern("(?m)^order-lines +0 +3 +5 +\\S+Z +ann +bad prices$")
        .contains("Run r1 leaves nothing out: it began before.")
        .contains("Run r3 leaves out all of it.");
    JsonNode json = json("exclusions", "order_lines", "--json");
    assertThat(json.at("/ledger/0/reason").asText()).isEqualTo("bad prices");
    assertThat(json.at("/effective/0/to").asLong()).isEqualTo(5);
    assertThat(json.at("/runs/r3")).hasSize(1);
  }

  @Test
  void retireSaysWhatStays() throws Exception {
    runs.commit("r1", 10, 5);
    assertThat(run("retire", "order_lines", "r1")).isEqualTo(3);
    assertThat(console.err())
        .contains("Cannot retire shop.order_lines/r1: it leads; promote another run first.")
        .doesNotContain("led before");

    ok("retire", "order_lines", "r2");
    assertThat(console.out())
        .contains("Retired shop.order_lines/r2. Versions that readers saw of it stay");
    JsonNode json = json("retire", "order_lines", "r2", "--json");
    assertThat(json.path("retired").asText()).isEqualTo("before");
  }

  @Test
  void retirementOfTheRunThatLedBeforeSaysThatUndoHasNowhereToGo() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 5);
    ok("promote", "order_lines", "r2");
    assertThat(run("retire", "order_lines", "r2")).isEqualTo(3);
    assertThat(console.err()).doesNotContain("led before");
    assertThat(run("retire", "order_lines", "r1")).isZero();
    assertThat(console.err()).contains("Run r1 led before; undo has nowhere to go now.");
  }

  /** A move's own version holds what the epoch below it holds. */
  @Test
  void showOfAMoveNamesTheVersionWithTheEvents() throws Exception {
    runs.commit("r1", 10, 5);
    long below = runs.commit("r2", 10, 5);
    ok("promote", "order_lines", "r2");
    assertThat(run("show", "order_lines")).isZero();
    assertThat(console.out()).contains("marker");
    assertThat(console.err())
        .contains(
            "Which events it holds: tidemark show shop.order_lines --version %d".formatted(below));
  }

  @Test
  void statusSaysWhyATableIsHeldAndWhatNext() throws Exception {
    runs.commit("r1", 10, 5);
    ok("status");
    assertThat(console.out())
        .contains("shop.order_lines  led by r1")
        .containsPattern("readers see  run r1, epoch 1, committed .* ago")
        .contains("waiting      unknown, nothing says where Kafka is")
        .contains("quarantine   0 rows written to shop.order_lines_quarantine, by all runs");
    ok("hold", "order_lines", "--by", "ann", "--reason", "prices look wrong");

    ok("status", "order_lines");
    assertThat(console.out())
        .contains("shop.order_lines  held")
        .contains("why          prices look wrong")
        .containsPattern("since        \\S+Z, by ann")
        .contains(
            "what next    tidemark promote shop.order_lines RUN --wait (r1 led), or tidemark undo shop.order_lines");
    JsonNode json = json("status", "--json");
    assertThat(json).hasSize(1);
    assertThat(json.at("/0/held/lead").asText()).isEqualTo("r1");
    assertThat(json.at("/0/runs")).hasSize(2);
    assertThat(json.at("/0/waitingEvents").isNull()).isTrue();
  }

  /** Undo is refused then, and so is a promote that does not say what is lost. */
  @Test
  void statusOfATableWithAForeignWriteNamesTheOneMoveThatIsAllowed() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 30, 5);
    table.table().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    runs.commit("r1", 20, 5);
    assertThat(table.lead()).isEmpty();

    ok("status", "order_lines");
    assertThat(console.out())
        .containsPattern(
            "(?m)^  what next    tidemark promote shop.order_lines RUN --discard-foreign$");
    assertThat(run("undo", "order_lines")).isEqualTo(3);
    assertThat(run("promote", "order_lines", "r2", "--wait")).isEqualTo(3);
    ok("promote", "order_lines", "r2", "--discard-foreign");
  }

  private void assertRefused(String to, String sentence) {
    assertThat(run("rollback", "order_lines", "--to", to)).isEqualTo(3);
    assertThat(console.err()).contains("Cannot roll shop.order_lines " + sentence);
  }

  private String left(long version) {
    String at =
        StreamSupport.stream(table.history("main").spliterator(), false)
            .filter(it -> it.snapshotId() == version)
            .findFirst()
            .orElseThrow()
            .at()
            .toString();
    return "The oldest epoch left that readers saw is version %d of %s; see `tidemark history shop.order_lines --limit 1000`."
        .formatted(version, at);
  }

  private int run(String... arguments) {
    console = new CapturedConsole();
    return runs.run(console, arguments);
  }

  private void ok(String... arguments) {
    assertThat(run(arguments)).as(() -> console.err()).isZero();
  }

  private JsonNode json(String... arguments) throws Exception {
    ok(arguments);
    return JSON.readTree(console.out());
  }
}
