package dev.tidemark.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.local.FlinkCluster;
import dev.tidemark.local.FlinkRun;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobArtifact;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** One JobManager, two TaskManagers, checkpoints on S3; each of them dies under load. */
class ClusterIT {
  private static final int FAULTS = Integer.getInteger("kills", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int PARTITIONS = 3;
  private static final String RUN = "r1";

  @TempDir static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void startCluster() {
    stack =
        LocalStack.in(folder.resolve("stack"))
            .with(Service.KAFKA, Service.REGISTRY, Service.S3, Service.FLINK)
            .start();
  }

  @AfterAll
  static void endCluster() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void productsKeepTheirNewestStateWhateverOfTheClusterDies() throws Exception {
    try (World world = World.on(stack, "cluster")) {
      Random random = world.schedule();
      world.topics().create(Shop.PRODUCT_UPDATES, PARTITIONS);
      SnapshotWatcher watcher = world.watch(Shop.PRODUCT_UPDATES, RUN);
      FlinkCluster flink = stack.flink();
      FlinkRun run =
          FlinkRun.of(
              JobArtifact.MAIN,
              JobArtifact.arguments(world.settings(world.definition(Shop.PRODUCT_UPDATES), RUN))
                  .toArray(String[]::new));
      String job = flink.submitByCli(JobArtifact.jar(), run.parallelism(2));
      try (Load load = Load.of(world.log(), 500, () -> world.shop().productUpdate(PARTITIONS))) {
        watcher.awaitNewVersion(PATIENCE);
        for (Fault fault : faults(random)) {
          watcher.awaitNewVersion(PATIENCE);
          System.out.printf("cluster: %s after %d versions%n", fault, watcher.versions());
          if (!fault.strike(flink, watcher, random)) {
            String checkpoint = flink.latestCheckpoint(job).orElseThrow();
            job = flink.submitByRest(JobArtifact.jar(), run.parallelism(2).from(checkpoint));
          }
          watcher.awaitNewVersion(PATIENCE);
        }
      }
      watcher.awaitCaughtUp(PATIENCE);
      watcher.checkMain();
      assertThat(flink.jobStatus(job)).isEqualTo("RUNNING");
      flink.cancel(job);
    }
  }

  @Test
  void aRunThatWasStoppedWithASavepointGoesOnFromIt() throws Exception {
    try (World world = World.on(stack, "savepoint")) {
      world.topics().create(Shop.ORDER_LINES, 1);
      SnapshotWatcher watcher = world.watch(Shop.ORDER_LINES, RUN);
      FlinkCluster flink = stack.flink();
      FlinkRun run =
          FlinkRun.of(
              JobArtifact.MAIN,
              JobArtifact.arguments(world.settings(world.definition(Shop.ORDER_LINES), RUN))
                  .toArray(String[]::new));
      String job = flink.submitByRest(JobArtifact.jar(), run);
      String savepoint;
      String kept;
      try (Load load = Load.of(world.log(), 300, () -> world.shop().orderLine(0))) {
        watcher.awaitNewVersion(PATIENCE);
        kept = flink.savepoint(job);
        watcher.awaitNewVersion(PATIENCE);
        savepoint = flink.stopWithSavepoint(job);
      }
      // Behind the stop lie events that nobody has read.
      watcher.check();
      job = flink.submitByCli(JobArtifact.jar(), run.parallelism(2).from(savepoint));
      watcher.awaitCaughtUp(PATIENCE);
      watcher.checkMain();
      flink.cancel(job);

      // The earlier savepoint is a way back that the branch does not allow.
      String late = flink.submitByRest(JobArtifact.jar(), run.from(kept));
      await("the job from the older savepoint to fail for good")
          .atMost(PATIENCE)
          .until(() -> flink.jobStatus(late).equals("FAILED"));
      assertThat(flink.get("/jobs/" + late + "/exceptions").toString())
          .contains("RunRefusedException");
      watcher.checkMain();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void aDefinitionInSqlIsSubmittedBothWaysAndGoesOnFromItsSavepoint() throws Exception {
    try (World world = World.on(stack, "sql")) {
      world.topics().create(Shop.ORDER_LINES, 1);
      TableIdentifier table = TableIdentifier.of(world.namespace(), "sales_by_hour");
      SnapshotWatcher watcher = world.watch(table, Shop.ORDER_LINES, RUN).comparingNothing();
      FlinkCluster flink = stack.flink();
      FlinkRun run =
          FlinkRun.of(
              JobArtifact.MAIN,
              JobArtifact.arguments(world.settings(world.definitionInSql("sales_by_hour"), RUN))
                  .toArray(String[]::new));
      String job = flink.submitByRest(JobArtifact.jar(), run);
      String savepoint;
      try (Load load = Load.of(world.log(), 200, () -> world.shop().orderLine(0))) {
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
        savepoint = flink.stopWithSavepoint(job);
      }
      long before = world.reader(table).main().size();
      job = flink.submitByCli(JobArtifact.jar(), run.parallelism(2).from(savepoint));
      watcher.awaitCaughtUp(PATIENCE);
      await("more closed hours")
          .atMost(PATIENCE)
          .until(() -> world.reader(table).main().size() > before);
      watcher.checkMain();
      assertThat(flink.jobStatus(job)).isEqualTo("RUNNING");
      flink.cancel(job);
    }
  }

  /** Each kind in a seeded order, again and again. */
  private static List<Fault> faults(Random random) {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < FAULTS) {
      List<Fault> round = new ArrayList<>(List.of(Fault.values()));
      Collections.shuffle(round, random);
      if (FAULTS < round.size()) {
        // The short test: what the longer one has that it lacks is everything at once.
        round.remove(Fault.POWER_CUT);
      }
      faults.addAll(round);
    }
    return faults.subList(0, FAULTS);
  }
}
