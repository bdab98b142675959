package dev.tidemark.tests.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two runs of one table beside each other, and main moving between them while both work. */
@ExtendWith(SharedStack.class)
class TwoRunsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;

  @Test
  void mainFollowsTheLeadThroughPromoteHoldAndUndoWhileBothRunsGoOn(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher first = world.watch(TOPIC, "r1").withMainMoving();
    JobProcess one = world.job(TOPIC, "r1").parallelism(1).start();
    try (Load load = Load.of(world.log(), 300, () -> world.shop().productUpdate(2))) {
      first.awaitNewVersion(PATIENCE);
      SnapshotWatcher second = world.watch(TOPIC, "r2").withMainMoving();
      world.job(TOPIC, "r2").parallelism(2).start();
      second.awaitNewVersion(PATIENCE);
      LiveTable table = LiveTable.open(world.openCatalog(), world.table(TOPIC));
      assertThat(table.lead()).contains("r1");

      await("r2 to be behind nowhere")
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(RefusedException.class)
          .until(
              () -> {
                table.promote(Promotion.of("r2", "test", "another parallelism"));
                return true;
              });
      assertThat(table.lead()).contains("r2");
      // The old lead is warm: its branch goes on, main is the new one's.
      first.awaitNewVersion(PATIENCE);
      second.awaitNewVersion(PATIENCE);
      assertMainIsAt(world, "r2");

      table.hold("test", "looking closer");
      long held = mainOf(world);
      first.awaitNewVersion(PATIENCE);
      second.awaitNewVersion(PATIENCE);
      second.awaitNewVersion(PATIENCE);
      assertThat(mainOf(world)).as("main of a held table").isEqualTo(held);

      one.kill();
      one.parallelism(2).start();
      first.awaitNewVersion(PATIENCE);
      table.promote(Promotion.of("r1", "test", "back to where it was").allowingRegress());
      first.awaitNewVersion(PATIENCE);
      assertMainIsAt(world, "r1");
      second.awaitNewVersion(PATIENCE);
      load.close();
      first.awaitCaughtUp(PATIENCE);
      second.awaitCaughtUp(PATIENCE);
      first.checkMain();
      second.check();
    }
  }

  /** Main is moved by the commit that lands an epoch: it is never behind the branch. */
  private static void assertMainIsAt(World world, String run) {
    var refs = world.reader(TOPIC).table().refs();
    assertThat(refs.get("main").snapshotId()).isEqualTo(refs.get("run_" + run).snapshotId());
  }

  private static long mainOf(World world) {
    return world.reader(TOPIC).table().refs().get("main").snapshotId();
  }
}
