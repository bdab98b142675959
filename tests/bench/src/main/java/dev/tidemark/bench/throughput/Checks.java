package dev.tidemark.bench.throughput;

import dev.tidemark.bench.events.Events;
import dev.tidemark.bench.table.Contents;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Table;

/** That a job did the work whose time was taken. */
public final class Checks {
  private Checks() {}

  /** Each event is one row. */
  public static void appended(Table table, long records) {
    requireRows(table, records, records * (records - 1) / 2);
  }

  /** Each account has one row, made of its last event. */
  static void upserted(Table table, long records) {
    long[] last = new long[Events.ACCOUNTS];
    java.util.Arrays.fill(last, -1);
    for (long id = 0; id < records; id++) {
      last[Events.account(id)] = id;
    }
    long rows = 0;
    long sum = 0;
    for (long id : last) {
      if (id >= 0) {
        rows++;
        sum += id;
      }
    }
    requireRows(table, rows, sum);
  }

  private static void requireRows(Table table, long expectedRows, long expectedSum) {
    AtomicLong rows = new AtomicLong();
    AtomicLong sum = new AtomicLong();
    Contents.each(
        table,
        "id",
        id -> {
          rows.incrementAndGet();
          sum.addAndGet((Long) id);
        });
    if (rows.get() != expectedRows || sum.get() != expectedSum) {
      throw new IllegalStateException(
          "%s has %d rows whose ids sum to %d, and the topic makes %d rows and %d. Find out why before believing any number."
              .formatted(table.name(), rows.get(), sum.get(), expectedRows, expectedSum));
    }
  }

  /** The newest tidemark says that all of the topic was read and accepted up to its end. */
  public static void stamped(Table table, long records) {
    long to =
        Tidemark.of(table.currentSnapshot()).orElseThrow().topics().stream()
            .flatMap(topic -> topic.partitions().stream())
            .mapToLong(PartitionProgress::to)
            .sum();
    if (to != records) {
      throw new IllegalStateException(
          "The last tidemark of %s sums to offset %d, the topic to %d. Find out why before believing any number."
              .formatted(table.name(), to, records));
    }
  }
}
