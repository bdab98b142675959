package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.world.CommandFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that move {@code main}, end a run or write the ledger, killed with SIGKILL at seeded
 * moments of their lives: the table is as before or as after, nothing else, and the same command
 * once more ends as it would have.
 */
class MovesKilledIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS =
      Integer.getInteger("kills", Boolean.getBoolean("long") ? 100 : 10);

  @TempDir Path folder;
  private FinishedRuns runs;
  private LiveTable table;
  private String name;
  private long first;
  private int launched;

  /**
   * A command that is killed.
   *
   * @param before brings the table to where it is typed
   */
  private record Move(List<String> command, Step before) {}

  private interface Step {
    void take() throws InterruptedException;
  }

  /** All that the moves may change, and what readers see of it. */
  private record State(
      List<String> lead,
      String readers,
      List<String> held,
      List<String> runs,
      List<Exclusion> out) {
    static State of(LiveTable table) {
      return new State(
          table.lead().stream().toList(),
          table.head("main").map(Tidemark::id).orElse(""),
          table.heldBecause().stream().toList(),
          table.runs().stream().map(run -> run.id()).sorted().toList(),
          table.excluded());
    }
  }

  @Test
  void killedMoveIsDoneOrNotAndIsDoneByDoingItAgain() throws Exception {
    Map<String, String> catalog =
        Map.of(
            "catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog",
            "uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "jdbc.schema-version", "V1",
            "io-impl", "org.apache.iceberg.hadoop.HadoopFileIO",
            "warehouse", folder.resolve("warehouse").toUri().toString());
    CommandFolder.write(stack(), catalog, Map.of());
    try (JdbcCatalog opened =
        (JdbcCatalog) CatalogUtil.buildIcebergCatalog("tidemark", catalog, null)) {
      killEach(opened);
    }
  }

  private Path stack() {
    return folder.resolve("stack");
  }

  private void killEach(JdbcCatalog catalog) throws Exception {
    runs = new FinishedRuns(catalog, "shop", "topic-1");
    table = runs.table();
    name = table.name().toString();
    first = runs.run("r1", true, 3);
    runs.run("r2", false, 3);
    long usual = usual(List.of("hold", name, "--reason", "usual"));
    long seed = Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);
    System.out.printf("-Dseed=%d%n", seed);
    Random random = new Random(seed);
    List<Move> moves = moves();
    int done = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // What comes before the third part of a command's life is the start of a JVM.
      long moment = (long) (usual * (0.3 + 0.8 * random.nextDouble()));
      done += killed(moves.get(kill % moves.size()), moment) ? 1 : 0;
    }
    System.out.printf("%d kills, %d of them after the commit%n", KILLS, done);
  }

  private List<Move> moves() {
    return List.of(
        new Move(List.of("promote", name, "r2", "--reason", "killed"), () -> lead("r1")),
        new Move(List.of("hold", name, "--reason", "killed"), () -> lead("r1")),
        new Move(
            List.of("rollback", name, "--to", Long.toString(first), "--reason", "killed"),
            () -> lead("r1")),
        new Move(
            List.of("undo", name),
            () -> {
              lead("r1");
              lead("r2");
            }),
        new Move(List.of("retire", name, "victim", "--reason", "killed"), () -> lead("r1")));
  }

  private void lead(String run) {
    table.promote(Promotion.of(run, "test", "the beginning").allowingRegress());
  }

  /** Gives whether the kill came after the commit. */
  private boolean killed(Move move, long moment) throws InterruptedException {
    move.before().take();
    List<String> command = new ArrayList<>(move.command());
    String victim = "v" + launched;
    if (command.contains("victim")) {
      runs.run(victim, false, 1);
      command.replaceAll(word -> word.equals("victim") ? victim : word);
    }
    State before = State.of(table);
    long versions = versions();
    Launched killed = launch(command);
    boolean ended = killed.endsWithin(Duration.ofMillis(moment));
    killed.kill();
    State found = State.of(table);
    boolean did = !found.equals(before);
    System.out.printf(
        "%s killed after %d ms (%s): %s%n",
        String.join(" ", command), moment, ended ? "had ended" : "ran", did ? "done" : "not done");
    assertThat(versions() - versions).as("commits under main of %s", command).isBetween(0L, 1L);
    requireValidMain();
    // Undo twice is doing it again: its page has people look first.
    if (!did || !command.get(0).equals("undo")) {
      Launched again = launch(command);
      assertThat(again.awaitExit(PATIENCE)).as(again.toString()).isZero();
    }
    State after = State.of(table);
    requireDone(command, victim, after);
    if (did) {
      assertThat(after).as("%s again, which was done already", command).isEqualTo(found);
    }
    requireValidMain();
    return did;
  }

  private void requireDone(List<String> command, String victim, State after) {
    switch (command.get(0)) {
      case "promote" -> {
        assertThat(after.lead()).containsExactly("r2");
        assertThat(after.readers()).isEqualTo("r2-3");
      }
      case "hold" -> {
        assertThat(after.lead()).isEmpty();
        assertThat(after.held()).containsExactly("killed");
        assertThat(after.readers()).isEqualTo("r1-3");
      }
      case "rollback" -> {
        assertThat(after.lead()).isEmpty();
        assertThat(after.readers()).isEqualTo("r1-1");
      }
      case "undo" -> {
        assertThat(after.lead()).containsExactly("r1");
        assertThat(after.readers()).isEqualTo("r1-3");
      }
      default -> {
        assertThat(after.runs()).containsExactly("r1", "r2");
        assertThat(after.lead()).containsExactly("r1");
        assertThat(after.runs()).doesNotContain(victim);
      }
    }
  }

  /** Main reads down to the root, and no version is under it twice. */
  private void requireValidMain() {
    List<Long> versions =
        StreamSupport.stream(table.history("main").spliterator(), false)
            .map(Version::snapshotId)
            .toList();
    assertThat(versions).doesNotHaveDuplicates().isNotEmpty();
    assertThat(table.table().currentSnapshot().snapshotId()).isEqualTo(versions.get(0));
  }

  private long versions() {
    return StreamSupport.stream(table.table().snapshots().spliterator(), false).count();
  }

  /** How long a command takes here and now, in milliseconds. */
  private long usual(List<String> command) {
    long begun = System.nanoTime();
    Launched timed = launch(command);
    assertThat(timed.awaitExit(PATIENCE)).as(timed.toString()).isZero();
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private Launched launch(List<String> command) {
    launched++;
    return Launched.of(stack(), "%03d-%s".formatted(launched, command.get(0)), command);
  }
}
