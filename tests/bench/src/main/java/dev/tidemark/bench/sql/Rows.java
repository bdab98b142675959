package dev.tidemark.bench.sql;

import dev.tidemark.bench.events.Accounts;
import dev.tidemark.bench.events.Events;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.bench.table.KeyedContents;
import dev.tidemark.bench.throughput.Checks;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;

/** The rows that a statement makes of the loaded topics. */
final class Rows {
  private static final Duration STILL = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Statement statement;
  private final Topics topics;

  Rows(Statement statement, Topics topics) {
    this.statement = statement;
    this.topics = topics;
  }

  /** So many records of all topics does the statement read. */
  long read() {
    return topics.records() + (statement == Statement.JOIN ? topics.known() : 0);
  }

  /**
   * Waits for the last of them. Appended rows are counted; the others replace each other, and the
   * plain side has no position to wait for, so they are read once the table is still.
   *
   * @throws IllegalStateException if nothing is added for {@code patience} and rows are missing
   */
  void await(BranchWatch watch, Table table, Duration patience) throws InterruptedException {
    if (statement == Statement.APPEND) {
      watch.until(topics.records(), patience);
      return;
    }
    long changed = System.nanoTime();
    long next = STILL.toNanos();
    while (true) {
      long added = watch.added();
      watch.look();
      long still = System.nanoTime() - changed;
      if (watch.added() > added) {
        changed = System.nanoTime();
        next = STILL.toNanos();
      } else if (still > next) {
        if (complete(watch, table, still > patience.toNanos())) {
          return;
        }
        next = System.nanoTime() - changed + STILL.toNanos();
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private boolean complete(BranchWatch watch, Table table, boolean last) {
    try {
      if (watch.added() > 0 || last) {
        requireRows(table);
        return true;
      }
      return false;
    } catch (IllegalStateException notYet) {
      if (last) {
        throw notYet;
      }
      return false;
    }
  }

  /** Reads the table again, and on our side the last tidemark. */
  void check(Table table, Side side) {
    table.refresh();
    requireRows(table);
    if (side == Side.TIDEMARK) {
      Checks.stamped(table, read());
    }
  }

  private void requireRows(Table table) {
    switch (statement) {
      case APPEND -> Checks.appended(table, topics.records());
      case UPSERT -> requireNewest(table);
      case JOIN -> requireSums(table);
    }
  }

  private void requireNewest(Table table) {
    long[] newest = new long[Events.ACCOUNTS];
    boolean[] missing = new boolean[Events.ACCOUNTS];
    for (long id = 0; id < topics.records(); id++) {
      newest[Events.account(id)] = id;
      missing[Events.account(id)] = true;
    }
    require(table, missing, (row, account) -> row.getField("id").equals(newest[account]));
  }

  private void requireSums(Table table) {
    long[] cents = new long[Events.ACCOUNTS];
    boolean[] missing = new boolean[Events.ACCOUNTS];
    for (long id = 0; id < topics.records(); id++) {
      cents[Events.account(id)] += Events.cents(id);
      missing[Events.account(id)] = true;
    }
    require(
        table,
        missing,
        (row, account) ->
            BigDecimal.valueOf(cents[account], 2).equals(row.getField("amount"))
                && Objects.equals(
                    row.getField("city"),
                    account < topics.known() ? Accounts.city(account) : null));
  }

  /** Each account that is missing has one row, and this row is right; nobody else has one. */
  private static void require(Table table, boolean[] missing, BiPredicate<Record, Integer> right) {
    KeyedContents.each(
        table,
        "account",
        row -> {
          int account = account(row);
          if (!missing[account] || !right.test(row, account)) {
            throw wrong(table, "has a row that is wrong or not the only one: " + row);
          }
          missing[account] = false;
        });
    for (int account = 0; account < missing.length; account++) {
      if (missing[account]) {
        throw wrong(table, "has no row of " + Events.accountName(account));
      }
    }
  }

  private static int account(Record row) {
    String name = (String) row.getField("account");
    return Integer.parseInt(name.substring(name.indexOf('-') + 1));
  }

  private static IllegalStateException wrong(Table table, String what) {
    return new IllegalStateException(
        "%s %s. Find out why before believing any number.".formatted(table.name(), what));
  }
}
