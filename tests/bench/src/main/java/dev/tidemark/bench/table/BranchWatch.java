package dev.tidemark.bench.table;

import dev.tidemark.bench.job.RunningJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * Notes when each snapshot of a branch becomes visible to a reader that asks the catalog again and
 * again. A snapshot is visible when a reader has loaded the metadata that holds it. One thread.
 */
public final class BranchWatch {
  private final RunningJob job;
  private final Table table;
  private final String branch;
  private final Duration every;
  private final List<Sighting> sightings = new ArrayList<>();
  private long seen = -1;
  private long added;

  /** Watches {@code main}, with so much time between two looks. */
  public BranchWatch(RunningJob job, Table table, Duration every) {
    this(job, table, SnapshotRef.MAIN_BRANCH, every);
  }

  /** The same of any branch, which need not be there yet. */
  public BranchWatch(RunningJob job, Table table, String branch, Duration every) {
    this.job = job;
    this.table = table;
    this.branch = branch;
    this.every = every;
  }

  /**
   * Looks until so many rows were added.
   *
   * @throws IllegalStateException if the job ends, or no snapshot appears for {@code patience}
   */
  public List<Sighting> until(long rows, Duration patience) throws InterruptedException {
    long last = System.nanoTime();
    while (added < rows) {
      long looked = System.nanoTime();
      if (look()) {
        last = System.nanoTime();
      } else if (looked - last > patience.toNanos()) {
        throw new IllegalStateException(
            "Only %d of %d rows are in %s, and nothing was added for %d s. See %s."
                .formatted(added, rows, branch, patience.toSeconds(), job.log()));
      }
      long rest = every.toNanos() - (System.nanoTime() - looked);
      if (rest > 0) {
        Thread.sleep(rest / 1_000_000, (int) (rest % 1_000_000));
      }
    }
    return List.copyOf(sightings);
  }

  /** One look; true if there was something new. */
  public boolean look() {
    table.refresh();
    Snapshot head = table.snapshot(branch);
    if (head == null || head.snapshotId() == seen) {
      job.failIfDead();
      return false;
    }
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    Duration cpu = job.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    Deque<Snapshot> found = new ArrayDeque<>();
    for (Snapshot s = head; s != null && s.snapshotId() != seen; s = parent(s)) {
      found.push(s);
    }
    for (Snapshot snapshot : found) {
      Sighting sighting = new Sighting(snapshot, nanos, millis, cpu);
      if (sighting.added() > 0) {
        sightings.add(sighting);
        added += sighting.added();
      }
    }
    seen = head.snapshotId();
    return true;
  }

  /** What was seen so far. */
  public List<Sighting> sightings() {
    return List.copyOf(sightings);
  }

  /** Rows added so far. */
  public long added() {
    return added;
  }

  private Snapshot parent(Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return parent == null ? null : table.snapshot(parent);
  }
}
