package dev.tidemark.bench.table;

import java.time.Duration;
import org.apache.iceberg.Snapshot;

/**
 * A snapshot of a branch, seen for the first time.
 *
 * @param nanos {@link System#nanoTime} then
 * @param millis epoch milliseconds then
 * @param cpu what the job's process had used by then
 */
public record Sighting(Snapshot snapshot, long nanos, long millis, Duration cpu) {
  /** Rows that this snapshot's data files add, those that replace others among them. */
  public long added() {
    String added = snapshot.summary().get("added-records");
    return added == null ? 0 : Long.parseLong(added);
  }
}
