package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.Customer360;
import dev.tidemark.tests.reference.SupportProfile;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.Quarantine;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tables over several topics, each one SQL statement: killed at seeded moments, at one reader, at
 * three, at two, and every version of {@code main} still equals the reference at its own stamp.
 * {@code support_profile} waits for {@code -Dlong=true}.
 */
@ExtendWith(SharedStack.class)
class CustomerKillsIT {
  private static final int KILLS = 2;
  private static final int PARTITIONS = 3;
  private static final int PER_SECOND = 250;
  private static final String RUN = "r1";

  @Test
  void customer360FollowsPurchasesAndAccountsWhateverComesFirst(World world) throws IOException {
    Customers.OF_CUSTOMER_360.forEach(topic -> world.topics().create(topic, PARTITIONS));
    TableIdentifier table = TableIdentifier.of(world.namespace(), "customer_360");
    SnapshotWatcher watcher =
        world.watch(
            new Watched(table, Customers.OF_CUSTOMER_360, new Customer360(world.log(), "")), RUN);
    JobProcess job = KillSeries.start(world.job(world.definitionInSql("customer_360"), RUN));

    theAccountComesChangesAndGoes(world, table, watcher);
    KillSeries.of(KILLS, PER_SECOND, () -> world.customers().forCustomer360(PARTITIONS))
        .run(world, table, watcher, job);

    watcher.checkEveryVersionOfMain();
    Quarantine.of(world.catalog(), table, world.log(), Customers.PURCHASES, RUN)
        .holdsExactlyThePoisonSent();
  }

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void supportProfileIsTheReferenceWhileIssuesChangeHandsAndVanish(World world) throws IOException {
    Customers.OF_SUPPORT_PROFILE.forEach(topic -> world.topics().create(topic, PARTITIONS));
    TableIdentifier table = TableIdentifier.of(world.namespace(), "support_profile");
    SnapshotWatcher watcher =
        world.watch(
            new Watched(table, Customers.OF_SUPPORT_PROFILE, new SupportProfile(world.log(), "")),
            RUN);
    JobProcess job = KillSeries.start(world.job(world.definitionInSql("support_profile"), RUN));

    KillSeries.of(KILLS, PER_SECOND, () -> world.customers().forSupportProfile(PARTITIONS))
        .run(world, table, watcher, job);

    watcher.checkEveryVersionOfMain();
    Quarantine.of(world.catalog(), table, world.log(), Customers.ORDERS, RUN)
        .holdsExactlyThePoisonSent();
  }

  /** In so many words, beside what the seed makes: the row of one customer, step by step. */
  private static void theAccountComesChangesAndGoes(
      World world, TableIdentifier table, SnapshotWatcher watcher) {
    Instant bought = Instant.parse("2026-01-01T12:00:00Z");
    BigDecimal amount = new BigDecimal("9.99");
    String who = "LATECOMER";
    assertAccount(
        world,
        table,
        watcher,
        null,
        world.customers().purchase(0, new Event.Purchase(who, "B", "P", 1, amount, bought)));
    assertAccount(world, table, watcher, "45-54", account(world, 0, "45-54", bought));
    // Of one epoch, in the wrong order, and in another partition.
    assertAccount(
        world,
        table,
        watcher,
        "65+",
        account(world, 0, "65+", bought.plusSeconds(20)),
        account(world, 1, "55-64", bought.plusSeconds(10)));
    assertAccount(
        world,
        table,
        watcher,
        null,
        world.customers().accountRemoval(2, who, bought.plusSeconds(30).toEpochMilli()));
  }

  private static Outgoing account(World world, int partition, String age, Instant at) {
    return world
        .customers()
        .account(partition, new Event.AccountState("LATECOMER", null, null, age, null, null, at));
  }

  private static void assertAccount(
      World world,
      TableIdentifier table,
      SnapshotWatcher watcher,
      @Nullable String age,
      Outgoing... events) {
    Arrays.stream(events).forEach(world.log()::send);
    watcher.awaitCaughtUp(KillSeries.PATIENCE);
    List<Row> rows = world.reader(table).main();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("lines")).isEqualTo(1L);
    assertThat(rows.get(0).get("age_group")).isEqualTo(age);
  }
}
