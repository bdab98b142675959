package dev.tidemark.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.reference.Expected;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.VersionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of {@code main} while it moves between runs. Every version that it meets must be an
 * epoch of one of the runs or a marker; none may come back once it was left; and none may have read
 * fewer events than the one before.
 */
public final class MainWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MainWatcher.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(20).toNanos();
  private static final int COMPARED = 6;

  private final Catalog catalog;
  private final TableIdentifier name;
  private final EventLog log;
  private final Expected expected;
  private final Set<String> runs;
  private final List<String> violations = new CopyOnWriteArrayList<>();

  /** What was met, with the tidemark that it shows. */
  private final Map<Long, Tidemark> met = new LinkedHashMap<>();

  private final Set<String> moves = new HashSet<>();

  /** Offsets that a version was the first to show, and when, in {@link System#nanoTime}. */
  private record Shown(TopicPartition partition, long from, long to, long at) {}

  private final List<Shown> firstShown = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private long last = -1;
  private Map<TopicPartition, Long> to = Map.of();

  public MainWatcher(
      Catalog catalog, TableIdentifier name, Set<String> runs, EventLog log, Expected expected) {
    this.log = log;
    this.catalog = catalog;
    this.name = name;
    this.runs = Set.copyOf(runs);
    this.expected = expected;
    this.thread = new Thread(this::watch, "watch-main-" + name);
    thread.start();
  }

  private void watch() {
    while (!closed) {
      try {
        look();
      } catch (RuntimeException e) {
        LOG.info("Cannot look at main of {}: {}", name, e.toString());
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private synchronized void look() {
    Table table = catalog.loadTable(name);
    long at = System.nanoTime();
    Snapshot main = table.currentSnapshot();
    if (main == null || main.snapshotId() == last) {
      return;
    }
    if (met.containsKey(main.snapshotId())) {
      violations.add("main came back to version " + main.snapshotId());
    }
    last = main.snapshotId();
    if (main.summary().containsKey("tidemark.marker")) {
      moves.add(main.summary().get("tidemark.marker.id"));
    } else if (Tidemark.of(main).isEmpty()) {
      violations.add("main shows version %d, which no run wrote".formatted(last));
    }
    Tidemark shown = nearest(table, main);
    if (shown == null) {
      return;
    }
    met.put(last, shown);
    if (!runs.contains(shown.run())) {
      violations.add("main shows an epoch of run " + shown.run());
    }
    Map<TopicPartition, Long> now = Positions.of(shown);
    to.forEach(
        (partition, before) -> {
          firstShown.add(new Shown(partition, before, now.getOrDefault(partition, before), at));
          if (now.getOrDefault(partition, -1L) < before) {
            violations.add(
                "Version %d takes %s back from %d to %s"
                    .formatted(last, partition, before, now.get(partition)));
          }
        });
    to = new HashMap<>(now);
  }

  private static @Nullable Tidemark nearest(Table table, Snapshot from) {
    Snapshot at = from;
    while (at != null) {
      if (Tidemark.of(at).isPresent()) {
        return Tidemark.of(at).get();
      }
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return null;
  }

  /** How many moves by people it has met. */
  public synchronized int moves() {
    return moves.size();
  }

  /** A stretch of time, in {@link System#nanoTime}, with its end. */
  public record Span(long from, long to) {
    private boolean holds(long at) {
      return from <= at && at <= to;
    }
  }

  /**
   * The median, over the records of all versions that it met first within one of the {@code spans},
   * of the time from the broker's answer to the producer until a version with the record was met,
   * in milliseconds.
   */
  public synchronized long medianDelay(List<Span> spans) {
    long[] delays =
        firstShown.stream()
            .filter(shown -> shown.from() < shown.to())
            .filter(shown -> spans.stream().anyMatch(span -> span.holds(shown.at())))
            .flatMapToLong(
                shown ->
                    log.events(shown.partition(), shown.from(), shown.to()).stream()
                        .mapToLong(sent -> shown.at() - sent.acknowledged()))
            .sorted()
            .toArray();
    assertThat(delays).as("records that were met").isNotEmpty();
    return TimeUnit.NANOSECONDS.toMillis(delays[delays.length / 2]);
  }

  /** Ends it; fails unless all that it met was right, and some of it has the rows it says. */
  public void check() throws InterruptedException {
    close();
    Table table = catalog.loadTable(name);
    List<Long> versions = new ArrayList<>(met.keySet());
    int step = Math.max(1, versions.size() / COMPARED);
    int compared = 0;
    for (int i = 0; i < versions.size(); i += step) {
      Tidemark shown = met.get(versions.get(i));
      Difference.between(
              expected.rows(Positions.of(shown)), VersionReader.rows(table, versions.get(i)))
          .ifPresent(difference -> violations.add("Version %s".formatted(difference)));
      compared++;
    }
    System.out.printf(
        "main of %s: %d versions met, %d of them markers, %d compared row by row%n",
        name, versions.size(), moves.size(), compared);
    assertThat(violations).isEmpty();
    assertThat(met.values().stream().map(Tidemark::run).distinct()).hasSameSizeAs(runs);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
