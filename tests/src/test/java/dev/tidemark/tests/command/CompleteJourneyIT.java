package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.Customer360;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real files through {@code tidemark load} and a live table, against a plain reading of them.
 */
@ExtendWith(SharedStack.class)
class CompleteJourneyIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LINES = Boolean.getBoolean("long") ? Integer.MAX_VALUE : 15_000;
  private static final String RUN = "r1";

  @Test
  void customer360OfTheRealFilesEqualsTheReference(World world) throws Exception {
    for (Path file : List.of(CompleteJourney.transactions(), CompleteJourney.demographics())) {
      assumeTrue(
          Files.isRegularFile(file),
          () ->
              "There is no %s: the real data is not part of the project. -Dtidemark.data= names its folder."
                  .formatted(file));
    }
    List<Event.Purchase> purchases = CompleteJourney.purchases(LINES);
    Map<String, Event.AccountState> accounts = CompleteJourney.accounts();
    // Accounts last: they correct rows that are there.
    load(world, CompleteJourney.transactions(), "complete-journey-purchases");
    TableIdentifier table = TableIdentifier.of(world.namespace(), "customer_360");
    List<Row> expected = Customer360.rows(purchases, accounts);
    SnapshotWatcher watcher =
        world
            .watch(new Watched(table, Customers.OF_CUSTOMER_360, to -> expected), RUN)
            .countingNothing()
            .comparingNothing();
    world.topics().create(Customers.ACCOUNTS, 2);
    try (JobProcess job = world.job(world.definitionInSql("customer_360"), RUN)) {
      job.start();
      awaitRecords(watcher, Customers.PURCHASES, purchases.size());
      load(world, CompleteJourney.demographics(), "complete-journey-accounts");
      awaitRecords(watcher, Customers.ACCOUNTS, accounts.size());
    }
    watcher.checkMain();
    List<Row> rows = world.reader(table).main();
    System.out.printf(
        "%d rows, %d of them with an account, of %d purchases%n",
        rows.size(),
        rows.stream().filter(row -> row.get("account_changed_at") != null).count(),
        purchases.size());
    assertThat(Difference.between(expected, rows)).isEmpty();
  }

  private static void awaitRecords(SnapshotWatcher watcher, String topic, int count) {
    await("%d records of %s".formatted(count, topic))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> records(watcher.lastStamp(), topic) == count);
  }

  private static long records(Tidemark stamp, String topic) {
    TopicProgress progress = stamp.topic(topic).orElseThrow();
    return progress.partitions().stream().mapToLong(p -> p.to() - p.start()).sum();
  }

  private static void load(World world, Path file, String mapping) throws Exception {
    Path folder = Files.createDirectories(world.folder().resolve("command"));
    List<String> arguments =
        new ArrayList<>(
            List.of("load", file.toString(), "--mapping", mapping, "--on-error", "skip"));
    arguments.addAll(List.of("--partitions", "4", "--limit", String.valueOf((long) LINES)));
    arguments.addAll(List.of("--bootstrap-servers", world.stack().bootstrapServers()));
    arguments.addAll(List.of("--registry-url", world.stack().registryUrl()));
    try (Launched load = Launched.of(folder.resolve("stack"), mapping, arguments)) {
      assertThat(load.awaitExit(PATIENCE)).as(load.toString()).isZero();
      System.out.print(load.out());
    }
  }
}
