package dev.tidemark.bench.replay;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.bench.table.Sighting;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a replay costs the live table. One live job gets records at a steady pace all the time;
 * beside it, in turns: nothing, a replay of the topic's backlog under its governor, nothing, a
 * replay with the governor off. Each trial is set beside the stretch without a replay right before
 * it. Job and replay are processes of their own, started by {@code tidemark run} and {@code
 * tidemark replay}.
 */
public final class BesideBench {
  private static final String TOPIC = "bench-beside";
  private static final String TABLE = "beside";
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WARM_UP_SECONDS = 20;
  private static final int REST_SECONDS = 8;

  /** Events that may be left when a replay counts as done: what arrives between its epochs. */
  private static final int NEARLY_SECONDS = 3;

  /** Epochs of each stretch whose steps are reported. */
  private static final int SLOWEST = 3;

  private final ReplayPlace place;
  private final long backlog;
  private final int perSecond;
  private final int seconds;
  private final Progress progress;

  /**
   * @param backlog events that are in the topic before
   * @param perSecond events that come a second all the time
   * @param seconds length of a stretch without a replay, and the longest with one
   */
  public BesideBench(
      ReplayPlace place, long backlog, int perSecond, int seconds, Progress progress) {
    this.place = place;
    this.backlog = backlog;
    this.perSecond = perSecond;
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Runs the pairs: four stretches each. */
  public List<BesideTrial> run(int pairs) throws IOException, InterruptedException {
    progress.say("Loading %,d records into %s", backlog, TOPIC);
    place.feed().create(TOPIC);
    place.feed().load(TOPIC, backlog);
    Path definition = place.define(TABLE, TOPIC);
    try (TypedRun live =
        TypedRun.start(
            place.commands(), place.output("live"), "run", definition.toString(), "--json")) {
      live.awaitRunning();
      Table table = place.awaitTable(live, TABLE);
      BranchWatch watch = new BranchWatch(live, table, LOOK_EVERY);
      watch.until(backlog, PATIENCE);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Long> feed =
          CompletableFuture.supplyAsync(() -> place.feed().pace(TOPIC, perSecond, over::get));
      try {
        look(watch, WARM_UP_SECONDS);
        return pairs(pairs, table, watch, feed);
      } finally {
        over.set(true);
        feed.join();
      }
    }
  }

  private List<BesideTrial> pairs(
      int pairs, Table table, BranchWatch watch, CompletableFuture<Long> feed)
      throws IOException, InterruptedException {
    List<BesideTrial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      List<String> paces = pair % 2 == 0 ? List.of("live", "free") : List.of("free", "live");
      for (String pace : paces) {
        requireFed(feed);
        trials.add(say(without(pair, table, watch)));
        trials.add(say(beside(pace, pair, table, watch)));
        look(watch, REST_SECONDS);
      }
    }
    return trials;
  }

  private static void requireFed(CompletableFuture<Long> feed) throws InterruptedException {
    if (feed.isDone()) {
      try {
        throw new IllegalStateException("Feeding ended after %d records.".formatted(feed.get()));
      } catch (ExecutionException e) {
        throw new IllegalStateException("Feeding failed: " + e.getCause().getMessage(), e);
      }
    }
  }

  private BesideTrial without(int pair, Table table, BranchWatch watch)
      throws InterruptedException {
    double load = Progress.load();
    int before = watch.sightings().size();
    long from = System.currentTimeMillis();
    look(watch, seconds);
    long to = System.currentTimeMillis();
    lookUntilSeen(watch, to);
    List<Sighting> seen = since(watch, before);
    Delays delays = Delays.of(table, seen, from, to);
    List<EpochSteps> slowest = slowest(seen, from, to);
    return trial("without", pair, delays, null, new Replayed(0, seconds, false), slowest, load);
  }

  private BesideTrial beside(String pace, int pair, Table table, BranchWatch watch)
      throws IOException, InterruptedException {
    double load = Progress.load();
    int before = watch.sightings().size();
    long typed = System.currentTimeMillis();
    long begun;
    long to;
    Replayed replayed;
    try (TypedRun replay =
        TypedRun.start(
            place.commands(),
            place.output("replay-" + pace),
            "replay",
            "bench." + TABLE,
            "--pace",
            pace,
            "--json")) {
      CompletableFuture<Void> running = CompletableFuture.runAsync(() -> awaitRunning(replay));
      while (!running.isDone()) {
        look(watch);
      }
      running.join();
      begun = System.currentTimeMillis();
      replayed = follow(replay, watch);
      to = System.currentTimeMillis();
      // Before the replay is ended: that takes time, in which nobody would look.
      lookUntilSeen(watch, to);
    }
    List<Sighting> seen = since(watch, before);
    Long starting = Delays.of(table, seen, typed, begun).quantile(0.99);
    Delays delays = Delays.of(table, seen, begun, to);
    return trial(pace, pair, delays, starting, replayed, slowest(seen, begun, to), load);
  }

  /** Of the epochs whose oldest record came within that time. */
  private static List<EpochSteps> slowest(List<Sighting> seen, long from, long to) {
    return EpochSteps.slowest(
        SLOWEST,
        seen.stream()
            .filter(
                sighting -> {
                  Times times = Tidemark.of(sighting.snapshot()).orElseThrow().times();
                  return times.firstRecord() != null
                      && times.firstRecord() >= from
                      && times.firstRecord() < to;
                }));
  }

  private static void awaitRunning(TypedRun replay) {
    try {
      replay.awaitRunning();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("Cannot wait for the replay: " + e.getMessage(), e);
    }
  }

  private record Replayed(long events, double seconds, boolean caughtUp) {
    double perSecond() {
      return events / seconds;
    }
  }

  /**
   * Looks until the replay has read what is there, or the time is over. How far it is is asked for
   * beside the looks: a look that waits for the answer would see the live table late.
   */
  private Replayed follow(TypedRun replay, BranchWatch watch) throws InterruptedException {
    CompletableFuture<Replayed> over = CompletableFuture.supplyAsync(() -> awaitOver(replay));
    while (!over.isDone()) {
      look(watch);
    }
    return over.join();
  }

  private Replayed awaitOver(TypedRun replay) {
    LiveTable table = place.liveTable(TABLE);
    long begun = System.nanoTime();
    Replayed replayed = new Replayed(0, 1, false);
    while (replayed.seconds() < seconds && !replayed.caughtUp()) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      replay.failIfDead();
      double elapsed = (System.nanoTime() - begun) / 1e9;
      long own = read(table, replay.id());
      boolean caughtUp = own > read(table, "r1") - (long) NEARLY_SECONDS * perSecond;
      replayed = new Replayed(own, elapsed, caughtUp);
    }
    return replayed;
  }

  private static long read(LiveTable table, String run) {
    return table.runs().stream()
        .filter(it -> it.id().equals(run))
        .flatMap(it -> it.head().stream())
        .mapToLong(BesideBench::read)
        .sum();
  }

  private static long read(Tidemark mark) {
    return mark.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .mapToLong(PartitionProgress::to)
        .sum();
  }

  private static List<Sighting> since(BranchWatch watch, int before) {
    List<Sighting> all = watch.sightings();
    return all.subList(before, all.size());
  }

  /** Until an epoch is seen that holds nothing from before that moment. */
  private static void lookUntilSeen(BranchWatch watch, long moment) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (oldestOfNewest(watch) < moment) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The live table shows nothing newer for %d s. See the job's log."
                .formatted(PATIENCE.toSeconds()));
      }
      look(watch);
    }
  }

  private static long oldestOfNewest(BranchWatch watch) {
    List<Sighting> all = watch.sightings();
    Long oldest =
        Tidemark.of(all.get(all.size() - 1).snapshot()).orElseThrow().times().firstRecord();
    return oldest == null ? 0 : oldest;
  }

  private static void look(BranchWatch watch, double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      look(watch);
    }
  }

  private static void look(BranchWatch watch) throws InterruptedException {
    watch.look();
    Thread.sleep(LOOK_EVERY.toMillis());
  }

  private static BesideTrial trial(
      String kind,
      int pair,
      Delays delays,
      @Nullable Long starting,
      Replayed replayed,
      List<EpochSteps> slowest,
      double load) {
    return new BesideTrial(
        kind,
        pair,
        delays.records(),
        delays.quantile(0.5),
        delays.quantile(0.99),
        delays.max(),
        starting,
        replayed.events(),
        replayed.perSecond(),
        replayed.caughtUp(),
        replayed.seconds(),
        slowest,
        load);
  }

  private BesideTrial say(BesideTrial trial) {
    progress.say(
        "%s %d: live p50 %d, p99 %d, max %d ms (%d records, p99 while starting %s); replay %,.0f"
            + " records/s, %s after %.0f s (load %.1f)",
        trial.kind(),
        trial.pair() + 1,
        trial.p50(),
        trial.p99(),
        trial.max(),
        trial.records(),
        trial.startingP99(),
        trial.replayPerSecond(),
        trial.caughtUp() ? "done" : "stopped",
        trial.seconds(),
        trial.load());
    return trial;
  }
}
