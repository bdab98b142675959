package dev.tidemark.bench.freshness;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.events.Feed;
import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Trial;
import dev.tidemark.bench.table.BranchWatch;
import dev.tidemark.bench.table.Contents;
import dev.tidemark.bench.table.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.iceberg.Table;

/**
 * Feeds both sides at a steady pace, in turns, and measures each record from its timestamp until a
 * reader sees it in {@code main}.
 *
 * <p>The job gets some seconds of the same pace before what is measured, so that its code is
 * compiled, and some after, so that no measured record waits at the end of a topic.
 */
public final class FreshnessBench {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WARM_UP_SECONDS = 15;
  private static final int RUN_OUT_SECONDS = 2;

  private final JobPlace place;
  private final Feed feed;
  private final int perSecond;
  private final int seconds;
  private final Progress progress;

  public FreshnessBench(JobPlace place, Feed feed, int perSecond, int seconds, Progress progress) {
    this.place = place;
    this.feed = feed;
    this.perSecond = perSecond;
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Runs the pairs at one checkpoint profile. */
  public List<FreshnessTrial> run(String profile, int pairs)
      throws IOException, InterruptedException {
    List<FreshnessTrial> trials = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean ours = pair % 2 == 0;
      trials.add(trial(profile, ours ? Side.TIDEMARK : Side.PLAIN, pair));
      trials.add(trial(profile, ours ? Side.PLAIN : Side.TIDEMARK, pair));
    }
    return trials;
  }

  private FreshnessTrial trial(String profile, Side side, int pair)
      throws IOException, InterruptedException {
    double load = Progress.load();
    String name = "freshness-" + profile + "-" + pair;
    String topic = name + "-" + side.id();
    feed.create(topic);
    try (Trial job = Trial.start(place, side, "append", topic, name, profile)) {
      Table table = job.awaitTable();
      BranchWatch watch = new BranchWatch(job, table, LOOK_EVERY);
      long before = awaitFirst(watch, topic);
      FreshnessTrial trial = measure(job, table, before, topic, profile, pair, load);
      progress.say(
          "freshness at %s, %d, %s: p50 %d, p90 %d, p99 %d, max %d ms, %.1f CPU-s (load %.1f)",
          profile,
          pair + 1,
          side.id(),
          trial.p50(),
          trial.p90(),
          trial.p99(),
          trial.max(),
          trial.cpuSeconds(),
          load);
      return trial;
    }
  }

  /** Until the job has committed something, so that its start is not measured. */
  private long awaitFirst(BranchWatch watch, String topic) throws InterruptedException {
    long sent = feed.pace(topic, perSecond, System.nanoTime() + 100_000_000L);
    watch.until(sent, PATIENCE);
    return sent;
  }

  private FreshnessTrial measure(
      Trial job, Table table, long sentBefore, String topic, String profile, int pair, double load)
      throws IOException, InterruptedException {
    long from = System.currentTimeMillis() + WARM_UP_SECONDS * 1000L;
    long to = from + seconds * 1000L;
    long end = System.nanoTime() + (WARM_UP_SECONDS + seconds + RUN_OUT_SECONDS) * 1_000_000_000L;
    BranchWatch watch = new BranchWatch(job, table, LOOK_EVERY);
    watch.look();
    CompletableFuture<Long> sent =
        CompletableFuture.supplyAsync(() -> feed.pace(topic, perSecond, end));
    while (!sent.isDone()) {
      watch.look();
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    List<Sighting> all = watch.until(sentBefore + result(sent), PATIENCE);
    List<Sighting> measured = all.stream().filter(s -> s.millis() >= from).toList();
    job.stop();
    Sighting first = measured.get(0);
    Sighting last = measured.get(measured.size() - 1);
    return FreshnessTrial.of(
        job.side(),
        profile,
        pair,
        delays(table, measured, from, to),
        (last.cpu().toNanos() - first.cpu().toNanos()) / 1e9,
        load,
        Steps.of(measured, Checkpoints.in(job.log())));
  }

  private static long result(CompletableFuture<Long> sent) throws InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Feeding failed: " + e.getCause().getMessage(), e);
    }
  }

  /** Of the records that were produced in the measured time. */
  private static long[] delays(Table table, List<Sighting> sightings, long from, long to) {
    LongStream.Builder delays = LongStream.builder();
    for (Sighting sighting : sightings) {
      Contents.eachAdded(
          table,
          sighting.snapshot(),
          "produced_at",
          at -> {
            long produced = ((OffsetDateTime) at).toInstant().toEpochMilli();
            if (from <= produced && produced < to) {
              delays.add(sighting.millis() - produced);
            }
          });
    }
    return delays.build().toArray();
  }
}
