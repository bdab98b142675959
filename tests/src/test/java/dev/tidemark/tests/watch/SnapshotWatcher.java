package dev.tidemark.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.reference.Expected;
import dev.tidemark.tests.reference.Reference;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import dev.tidemark.tests.table.VersionReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A concurrent reader of a live table: looks at {@code main} and at a run's branch several times a
 * second, holds the stamp of every new version against the events that were sent, and as many as
 * {@link Sampling} allows row by row. What it ends with is always compared.
 */
public final class SnapshotWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWatcher.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private static final int MOST_VERSIONS_FOR_GENERIC_READER = 300;

  private final Catalog catalog;
  private final TableIdentifier name;
  private final List<String> topics;
  private final String branch;
  private final EventLog log;
  private final Expected expected;
  private final StampRules rules;
  private final Sampling sampling;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean comparing = true;
  private volatile boolean mainMoves;
  private final AtomicInteger versions = new AtomicInteger();
  private final AtomicInteger compared = new AtomicInteger();
  private volatile long lastSeen = -1;
  private long lastMain = -1;

  /** Watches a table that one topic feeds, whose rows {@link Reference} knows. */
  public SnapshotWatcher(
      Catalog catalog, TableIdentifier name, String topic, String run, EventLog log, long seed) {
    this(
        catalog,
        new Watched(name, List.of(topic), to -> new Reference(log).rows(topic, to)),
        run,
        log,
        seed);
  }

  public SnapshotWatcher(Catalog catalog, Watched watched, String run, EventLog log, long seed) {
    this.catalog = catalog;
    this.name = watched.table();
    this.topics = watched.topics();
    this.branch = "run_" + run;
    this.log = log;
    this.expected = watched.expected();
    this.rules = new StampRules(topics, run, log, violations::add);
    this.sampling = new Sampling(seed, System::nanoTime);
    this.thread = new Thread(this::watch, "watch-" + name);
    thread.start();
  }

  /**
   * For topics whose events may vanish before they are read, by compaction: counts are not held.
   */
  public SnapshotWatcher countingNothing() {
    rules.countNothing();
    return this;
  }

  /** For definitions with a lateness: how many are accepted is for the test to say. */
  public SnapshotWatcher countingConsumedOnly() {
    rules.countConsumedOnly();
    return this;
  }

  /** For tests that move main to other branches. */
  public SnapshotWatcher withMainMoving() {
    mainMoves = true;
    return this;
  }

  /** For pipelines that hold rows back: which rows a version has is for the test to say. */
  public SnapshotWatcher comparingNothing() {
    comparing = false;
    return this;
  }

  private void watch() {
    while (!closed) {
      try {
        look();
      } catch (NoSuchTableException notYet) {
        // The run makes its table when it starts.
      } catch (RuntimeException e) {
        // Catalog and storage may be away for a while; whoever waits for versions notices.
        LOG.info("Cannot look at {}: {}", name, e.toString());
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private synchronized void look() {
    Table table = catalog.loadTable(name);
    SnapshotRef run = table.refs().get(branch);
    if (run != null && run.snapshotId() != lastSeen) {
      log.flush();
      for (Snapshot snapshot : since(table, run.snapshotId(), lastSeen, branch)) {
        see(table, snapshot);
        lastSeen = snapshot.snapshotId();
      }
    }
    SnapshotRef main = table.refs().get(SnapshotRef.MAIN_BRANCH);
    if (main != null && main.snapshotId() != lastMain && !mainMoves) {
      // Walking back finds the version seen before, or main has lost it.
      since(table, main.snapshotId(), lastMain, SnapshotRef.MAIN_BRANCH);
      lastMain = main.snapshotId();
    }
  }

  private Deque<Snapshot> since(Table table, long head, long seen, String ref) {
    Deque<Snapshot> found = new ArrayDeque<>();
    Snapshot snapshot = table.snapshot(head);
    while (snapshot != null && snapshot.snapshotId() != seen) {
      found.push(snapshot);
      Long parent = snapshot.parentId();
      snapshot = parent == null ? null : table.snapshot(parent);
    }
    if (snapshot == null && seen != -1) {
      violations.add(
          "%s of %s went from version %d to %d, which does not descend from it"
              .formatted(ref, name, seen, head));
    }
    return found;
  }

  private void see(Table table, Snapshot snapshot) {
    Optional<Tidemark> stamp = Tidemark.of(snapshot);
    if (stamp.isEmpty()) {
      return;
    }
    // First what may fail for want of storage: it is tried again then, with the same version.
    Tidemark seen = stamp.get();
    if (comparing && sampling.takes(versions.get(), seen.attempt())) {
      sampling.compare(
          seen.attempt(),
          () -> compare(seen, snapshot, VersionReader.rows(table, snapshot.snapshotId())));
    }
    rules.check(seen);
    versions.incrementAndGet();
  }

  private void compare(Tidemark stamp, Snapshot snapshot, List<Row> rows) {
    compared.incrementAndGet();
    Difference.between(expected.rows(Positions.of(stamp)), rows)
        .ifPresent(
            difference ->
                violations.add(
                    "Version %d (epoch %d) of %s is not what its stamp says: %s"
                        .formatted(snapshot.snapshotId(), stamp.epoch(), name, difference)));
  }

  /** How many stamped versions it has seen. */
  public int versions() {
    return versions.get();
  }

  /** How many of them it has compared row by row. */
  public int compared() {
    return compared.get();
  }

  /** The newest version of the run's branch that it has seen; -1 before the first. */
  public long lastSeen() {
    return lastSeen;
  }

  /** What was wrong with the versions seen so far. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** Waits for another stamped version than those seen so far. */
  public void awaitNewVersion(Duration within) {
    int before = versions.get();
    await("a version of " + name + " after " + before)
        .atMost(within)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> versions.get() > before);
  }

  /** Waits until the run's branch holds every event sent so far. */
  public void awaitCaughtUp(Duration within) {
    log.flush();
    Map<TopicPartition, Long> ends = new HashMap<>();
    topics.forEach(topic -> ends.putAll(log.ends(topic)));
    await("%s to hold every event below %s".formatted(name, ends))
        .atMost(within)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              Map<TopicPartition, Long> to = rules.last().map(Positions::of).orElse(Map.of());
              return ends.entrySet().stream()
                  .allMatch(end -> to.getOrDefault(end.getKey(), -1L) >= end.getValue());
            });
  }

  /**
   * Fails unless every version seen was right, and the head of the run's branch equals the
   * reference row by row, at its own stamp.
   */
  public synchronized void check() {
    look();
    Table table = catalog.loadTable(name);
    SnapshotRef run = table.refs().get(branch);
    assertThat(run).as("branch %s of %s", branch, name).isNotNull();
    Snapshot head = table.snapshot(run.snapshotId());
    if (comparing) {
      compare(rules.last().orElseThrow(), head, readAsOthersDo(table, head));
    }
    System.out.printf(
        "%s: %d versions seen, %d compared row by row%n", name, versions.get(), compared.get());
    assertThat(violations).isEmpty();
  }

  /**
   * Iceberg's generic reader opens every delete file for every data file: the square of the
   * versions, hours at the end of a long series.
   */
  private List<Row> readAsOthersDo(Table table, Snapshot head) {
    return versions.get() <= MOST_VERSIONS_FOR_GENERIC_READER
        ? TableReader.rows(table, head.snapshotId())
        : VersionReader.rows(table, head.snapshotId());
  }

  /** The same, and {@code main} is that head. */
  public void checkMain() {
    check();
    Table table = catalog.loadTable(name);
    assertThat(table.refs().get(SnapshotRef.MAIN_BRANCH).snapshotId())
        .as("main of %s", name)
        .isEqualTo(table.refs().get(branch).snapshotId());
  }

  /** The same, and every version that {@code main} still has equals the reference at its stamp. */
  public synchronized void checkEveryVersionOfMain() {
    checkMain();
    Table table = catalog.loadTable(name);
    int checked = 0;
    for (Snapshot snapshot : since(table, table.currentSnapshot().snapshotId(), -1, "main")) {
      Optional<Tidemark> stamp = Tidemark.of(snapshot);
      if (stamp.isPresent()) {
        compare(stamp.get(), snapshot, VersionReader.rows(table, snapshot.snapshotId()));
        checked++;
      }
    }
    System.out.printf("%s: all %d versions of main compared row by row%n", name, checked);
    assertThat(violations).isEmpty();
  }

  /** The newest stamp seen. */
  public Tidemark lastStamp() {
    return rules.last().orElseThrow();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
