package dev.tidemark.tests.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.BehindException;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.lineage.Version;
import dev.tidemark.tests.document.Runbook;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.Reference;
import dev.tidemark.tests.watch.MainWatcher;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Main moved again and again, by people and as the runbooks say, while two runs commit to it. */
@ExtendWith(SharedStack.class)
class MovesUnderLoadIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;

  /** As {@code promote --wait} does; more often, and the looks take the cores from the jobs. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** What the last move left behind belongs to no stretch. */
  private static final Duration AFTER_MOVES = Duration.ofSeconds(1);

  /** Ten series of twenty moves, each on a table of its own, whose history stays short. */
  private static final int SERIES = 10;

  private static final int PAIRS = 10;

  /** Delay during the moves of a series, in units of the delay without. */
  private static final List<Double> RATIOS = new CopyOnWriteArrayList<>();

  @Test
  void mainMovesAtWillAndItsReadersMissNothing(World world) throws Exception {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher first = world.watch(TOPIC, "r1").withMainMoving();
    // At four epochs a second two cores leave little for the commands of the runbooks.
    JobProcess one = start(world, "r1", "second");
    try (Load load = Load.of(world.log(), 300, () -> world.shop().productUpdate(2))) {
      first.awaitNewVersion(PATIENCE);
      SnapshotWatcher second = world.watch(TOPIC, "r2").withMainMoving();
      start(world, "r2", "second");
      second.awaitNewVersion(PATIENCE);
      LiveTable table = LiveTable.open(world.openCatalog(), world.table(TOPIC));

      swap(world, table, 5, Duration.ofSeconds(1));
      Path stack = CommandFolder.of(world);
      followTheRunbooks(world, table, stack);
      refuseWhatIsWrong(world, table, first);
      promoteTwoAtOnce(world, table);
      table.promote(Promotion.of("r2", "test", "for good").allowingRegress());
      second.awaitNewVersion(PATIENCE);
      retire(table, one);
      load.close();
      second.awaitCaughtUp(PATIENCE);
      second.checkMain();
      assertThat(first.violations()).isEmpty();
    }
  }

  private static void retire(LiveTable table, JobProcess job) throws Exception {
    assertThat(table.retire("r1", "test", "not needed")).isTrue();
    assertThat(job.awaitExit(PATIENCE)).isNotZero();
    assertThat(job.output())
        .contains("there is no branch run_r1. The run was retired or never started");
  }

  /** At four epochs a second the runs meet at nearly every commit. */
  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void readersMissNothingWhereRunsMeetAtEveryCommit(World world) throws Exception {
    swapUnderLoad(world, "quarter-second", 5, Duration.ofSeconds(1));
  }

  @RepeatedTest(SERIES)
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void readersSeeEventsAsSoonWhileMainMoves(World world) throws Exception {
    RATIOS.add(swapUnderLoad(world, "second", PAIRS, Duration.ofSeconds(5)));
  }

  private static double swapUnderLoad(World world, String checkpoints, int pairs, Duration calm)
      throws Exception {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher first = world.watch(TOPIC, "r1").withMainMoving();
    start(world, "r1", checkpoints);
    try (Load load = Load.of(world.log(), 300, () -> world.shop().productUpdate(2))) {
      first.awaitNewVersion(PATIENCE);
      SnapshotWatcher second = world.watch(TOPIC, "r2").withMainMoving();
      start(world, "r2", checkpoints);
      second.awaitNewVersion(PATIENCE);
      LiveTable table = LiveTable.open(world.openCatalog(), world.table(TOPIC));
      double ratio = swap(world, table, pairs, calm);
      load.close();
      first.awaitCaughtUp(PATIENCE);
      second.awaitCaughtUp(PATIENCE);
      first.checkMain();
      second.check();
      return ratio;
    }
  }

  /** A single series has too few versions for a median to be told from chance. */
  @AfterAll
  static void delayWasHardlyLonger() {
    if (RATIOS.size() >= SERIES) {
      List<Double> sorted = RATIOS.stream().sorted().toList();
      System.out.printf("median delay of each series in units of the calm one: %s%n", sorted);
      assertThat(sorted.get(sorted.size() / 2)).isLessThanOrEqualTo(1.2);
    }
  }

  private static JobProcess start(World world, String run, String checkpoints) {
    return world.job(TOPIC, run).parallelism(1).with("checkpoint-profile", checkpoints).start();
  }

  private static MainWatcher readers(World world) {
    return new MainWatcher(
        world.openCatalog(),
        world.table(TOPIC),
        Set.of("r1", "r2"),
        world.log(),
        to -> new Reference(world.log()).rows(TOPIC, to));
  }

  /**
   * Promote and undo in turn; readers never see an event go. Gives the delay meanwhile, in units of
   * that of calm stretches in between: delay grows with the table's versions, whether or not main
   * is moved, so that stretches far apart cannot be compared.
   */
  private static double swap(World world, LiveTable table, int pairs, Duration calm)
      throws InterruptedException {
    List<MainWatcher.Span> still = new ArrayList<>();
    List<MainWatcher.Span> moving = new ArrayList<>();
    MainWatcher readers = readers(world);
    try (readers) {
      for (int pair = 0; pair < pairs; pair++) {
        still.add(during(() -> TimeUnit.NANOSECONDS.sleep(calm.toNanos())));
        moving.add(
            during(
                () -> {
                  move(table, "r2", () -> table.promote(Promotion.of("r2", "ann", "")));
                  move(table, "r1", () -> table.undo("ann"));
                }));
        TimeUnit.NANOSECONDS.sleep(AFTER_MOVES.toNanos());
      }
      world.log().flush();
      readers.check();
    }
    assertThat(readers.moves()).isPositive();
    assertThat(table.lead()).contains("r1");
    long without = readers.medianDelay(still);
    long with = readers.medianDelay(moving);
    System.out.printf(
        "median delay until readers saw it: %d ms, while %d moves were made %d ms%n",
        without, 2 * pairs, with);
    return (double) with / without;
  }

  private interface Stretch {
    void pass() throws InterruptedException;
  }

  private static MainWatcher.Span during(Stretch stretch) throws InterruptedException {
    long from = System.nanoTime();
    stretch.pass();
    return new MainWatcher.Span(from, System.nanoTime());
  }

  /** Moves main, and waits until readers see it as {@code lead} goes on. */
  private static void move(LiveTable table, String lead, Callable<Marker> move) {
    assertThat(patiently(move).to()).isEqualTo(lead);
    await("readers to meet an epoch of " + lead)
        .atMost(PATIENCE)
        .pollInterval(LOOK_EVERY)
        .until(() -> shows(table, lead));
  }

  /** True once the lead has moved main by an epoch of its own. */
  private static boolean shows(LiveTable table, String run) {
    Version newest = table.history("main").iterator().next();
    return newest instanceof Version.Stamped stamped && stamped.tidemark().run().equals(run);
  }

  private static Marker patiently(Callable<Marker> move) {
    AtomicReference<Marker> moved = new AtomicReference<>();
    await("the run to be behind nowhere")
        .atMost(PATIENCE)
        .pollInterval(LOOK_EVERY)
        .ignoreException(BehindException.class)
        .until(
            () -> {
              moved.set(move.call());
              return true;
            });
    return moved.get();
  }

  private static void followTheRunbooks(World world, LiveTable table, Path stack) throws Exception {
    var promote = new Runbook("promote.md", stack, world.namespace());
    assertThat(promote.commands()).hasSize(4);
    assertThat(promote.run(promote.commands().get(0))).containsPattern("r1 +leads");
    assertThat(promote.run(promote.commands().get(1)))
        .contains("/r2; readers see run r1, epoch ")
        .contains("To take it back: tidemark undo ");
    assertThat(promote.run(promote.commands().get(2)))
        .contains("led by r2")
        .containsPattern("waiting      (nothing|[0-9,]+ events)");
    assertThat(promote.run(promote.commands().get(3))).contains("promote to r2 by ");

    var undo = new Runbook("undo.md", stack, world.namespace());
    assertThat(undo.commands()).hasSize(4);
    assertThat(undo.run(undo.commands().get(0))).contains("promote to r2 by ");
    assertThat(undo.run(undo.commands().get(1))).contains("now see run r1, epoch ");
    assertThat(undo.run(undo.commands().get(2))).contains("now see run r2, epoch ");
    assertThat(undo.run(undo.commands().get(3))).containsPattern("r2 +leads");

    var rollback = new Runbook("rollback.md", stack, world.namespace());
    assertThat(rollback.commands()).hasSize(7);
    assertThat(rollback.run(rollback.commands().get(0))).contains("and nothing newer until");
    rollback.run(rollback.commands().get(1));
    assertThat(rollback.run(rollback.commands().get(2))).contains("marker        hold");
    Version.Stamped older = epochs(table).get(3);
    PartitionProgress read = older.tidemark().topics().get(0).partitions().get(0);
    assertThat(
            rollback.run(rollback.commands().get(3).replace("OFFSET", String.valueOf(read.to()))))
        .contains("(run r2, epoch ")
        .contains(" events from readers: ");
    assertThat(table.head("main").orElseThrow().topics().get(0).partitions().get(0).to())
        .isLessThanOrEqualTo(read.to());
    Version.Stamped oldest = epochs(table).get(1);
    rollback.run(
        rollback.commands().get(4).replace("VERSION", String.valueOf(oldest.snapshotId())));
    assertThat(table.head("main").orElseThrow().id()).isEqualTo(oldest.tidemark().id());
    rollback.run(rollback.commands().get(5));
    assertThat(rollback.run(rollback.commands().get(6)))
        .contains("held")
        // If readers saw that version already two seconds ago, nothing was done.
        .containsPattern("why +(rollback to -2s|last one before the importer was changed)")
        .contains("what next    tidemark promote ");
    undo.run(undo.commands().get(2));
    assertThat(table.lead()).contains("r2");
  }

  private static List<Version.Stamped> epochs(LiveTable table) {
    List<Version.Stamped> epochs = new ArrayList<>();
    for (Version version : table.history("main")) {
      if (version instanceof Version.Stamped stamped) {
        epochs.add(stamped);
      }
    }
    return epochs;
  }

  /** A sentence each, and main goes on as if nothing had been asked. */
  private static void refuseWhatIsWrong(World world, LiveTable table, SnapshotWatcher first) {
    String name = world.table(TOPIC).toString();
    assertThatThrownBy(() -> table.promote(Promotion.of("r7", "test", "")))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot promote %s/r7: there is no such run; the runs are [r1, r2].".formatted(name));
    assertThatThrownBy(() -> table.rollback(7, "test", ""))
        .hasMessage(
            "Cannot roll %s back to snapshot 7: it does not exist or was expired; choose an epoch out of its history."
                .formatted(name));
    assertThatThrownBy(() -> table.retire("r2", "test", ""))
        .hasMessage("Cannot retire %s/r2: it leads; promote another run first.".formatted(name));
    table.startRun("r3", false);
    assertThatThrownBy(() -> table.promote(Promotion.of("r3", "test", "")))
        .isInstanceOf(BehindException.class)
        .hasMessageContaining("/r3: 2 partitions are behind the lead (");
    table.retire("r3", "test", "never had a job");
    assertThatThrownBy(() -> table.promote(Promotion.of("r3", "test", "")))
        .hasMessageContaining("/r3: the run was retired; the runs are [r1, r2].");
    assertThat(table.lead()).contains("r2");
    first.awaitNewVersion(PATIENCE);
  }

  /** Each is one commit; the later one has the last word, and says so under main. */
  private static void promoteTwoAtOnce(World world, LiveTable table) {
    LiveTable other = LiveTable.open(world.openCatalog(), world.table(TOPIC));
    table.hold("test", "two at once");
    var one =
        CompletableFuture.supplyAsync(
            () -> table.promote(Promotion.of("r1", "ann", "").allowingRegress()));
    Marker two = other.promote(Promotion.of("r2", "bob", "").allowingRegress());
    List<Marker> both = List.of(one.join(), two);

    String lead = table.lead().orElseThrow();
    Marker newest = null;
    for (Version version : table.history("main")) {
      if (version instanceof Version.Marked marked) {
        newest = marked.marker();
        break;
      }
    }
    assertThat(both).contains(newest);
    assertThat(newest.to()).isEqualTo(lead);
  }
}
