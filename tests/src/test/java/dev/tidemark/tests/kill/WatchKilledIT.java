package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commands beside a live run, killed with SIGKILL at seeded moments: {@code watch} leaves no
 * savepoint that nobody deletes, {@code replay} its range in the ledger or not, and the run and its
 * readers notice nothing.
 */
@ExtendWith(SharedStack.class)
class WatchKilledIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final int KILLS = Integer.getInteger("kills", Boolean.getBoolean("long") ? 50 : 3);

  private World world;
  private Path stack;
  private String name;
  private int launched;

  @Test
  void killedBesideALiveRunEachIsDoneByDoingItAgain(World world) throws Exception {
    this.world = world;
    stack = CommandFolder.of(world);
    TableIdentifier id = world.table(TOPIC);
    name = id.toString();
    world.topics().create(TOPIC, 2);
    SnapshotWatcher readers = world.watch(TOPIC, "r1");
    try (Load load =
        Load.of(world.log(), 100, () -> world.shop().orderLine(world.random().nextInt(2)))) {
      launch("run", world.definition(TOPIC).getParent().toString())
          .awaitOutput("/r1 runs;", PATIENCE);
      readers.awaitNewVersion(PATIENCE);
      Random random = world.schedule();
      killWatches(random);
      LiveTable table = LiveTable.open(world.openCatalog(), id);
      requireNothingLeft(table.recoveryPoints(), table.leftSavepoints());
      killExclusions(table, random);
      readers.awaitNewVersion(PATIENCE);
    }
    readers.awaitCaughtUp(PATIENCE);
    readers.checkMain();
  }

  private void killWatches(Random random) throws InterruptedException {
    long begun = System.nanoTime();
    assertThat(launch("watch", name, "--once").awaitExit(PATIENCE)).isZero();
    long usual = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    for (int kill = 0; kill < KILLS; kill++) {
      Launched watch = launch("watch", name, "--once");
      watch.endsWithin(Duration.ofMillis((long) (usual * (0.3 + 0.8 * random.nextDouble()))));
      watch.kill();
    }
  }

  /** As if ten minutes had passed, after which what nobody has claimed is nobody's. */
  private void requireNothingLeft(RecoveryPoints points, LeftSavepoints left) throws Exception {
    Path folder = stack.resolve("runs").resolve(name).resolve("r1").resolve("points");
    await("the end of savepoints that nobody waits for")
        .atMost(PATIENCE)
        .until(
            () ->
                folders(folder).stream()
                    .allMatch(each -> Files.exists(folder.resolve(each).resolve("_metadata"))));
    System.out.printf(
        "%d watches killed: %d savepoints, %d of them points, %d noted as left%n",
        KILLS, folders(folder).size(), points.list().size(), left.all().size());
    Instant before = Instant.now().minus(Duration.ofHours(1));
    for (LeftSavepoint savepoint : left.all()) {
      left.gone(List.of(savepoint));
      left.note(
          new LeftSavepoint(
              savepoint.run(), savepoint.checkpoint(), before, savepoint.savepoint()));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(
          file -> assertThat(file.toFile().setLastModified(before.toEpochMilli())).isTrue());
    }
    Launched watch = launch("watch", name, "--once");
    assertThat(watch.awaitExit(PATIENCE)).as(watch.toString()).isZero();
    assertThat(left.all()).isEmpty();
    Set<String> kept =
        points.list().stream()
            .map(RecoveryPoint::savepoint)
            .map(savepoint -> Path.of(savepoint).getFileName().toString())
            .collect(Collectors.toSet());
    assertThat(folders(folder)).isEqualTo(kept);
    for (String savepoint : kept) {
      assertThat(folder.resolve(savepoint).resolve("_metadata")).exists();
    }
  }

  private static Set<String> folders(Path folder) throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** Each replay that is killed leaves out a range of its own. */
  private void killExclusions(LiveTable table, Random random) throws InterruptedException {
    int kills = Math.max(2, KILLS / 5);
    for (int kill = 0; kill < kills; kill++) {
      int from = 10 * kill;
      String range = "%s:0:%d-%d".formatted(TOPIC, from, from + 5);
      List<Exclusion> before = table.excluded();
      Launched replay = launch("replay", name, "--exclude", range, "--reason", "killed");
      replay.endsWithin(Duration.ofMillis(500 + random.nextInt(2_500)));
      replay.kill();
      List<Exclusion> found = table.excluded();
      if (!found.equals(before)) {
        assertThat(found).hasSize(before.size() + 1);
        assertThat(found).anyMatch(it -> it.from() == from && it.to() == from + 5);
        assertThat(table.exclusions()).hasSize(found.size());
      } else {
        Launched again = launch("replay", name, "--exclude", range, "--reason", "killed");
        await("the ledger")
            .atMost(PATIENCE)
            .until(() -> table.excluded().size() == before.size() + 1);
        again.kill();
      }
      assertThat(table.lead()).contains("r1");
    }
  }

  private Launched launch(String... command) {
    launched++;
    return world.keep(
        Launched.of(stack, "%03d-%s".formatted(launched, command[0]), List.of(command)));
  }
}
