package dev.tidemark.bench.commit;

import com.sun.management.OperatingSystemMXBean;
import dev.tidemark.bench.Progress;
import dev.tidemark.bench.Spread;
import dev.tidemark.bench.job.JobPlace;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.iceberg.catalog.Catalog;

/**
 * Times commits on tables with short and long histories, in turns, on the stack's S3 and catalog:
 * those of {@code EpochCommitter}, and Iceberg's own appends for comparison.
 */
public final class CommitBench {
  private static final int SHORT = 100;
  private static final int ROUNDS = 60;

  /** Commits before anything is timed, so that code is compiled. */
  private static final int WARM_UP = 100;

  private final JobPlace place;
  private final int snapshots;
  private final Progress progress;

  /**
   * @param snapshots the long history
   */
  public CommitBench(JobPlace place, int snapshots, Progress progress) {
    this.place = place;
    this.snapshots = snapshots;
    this.progress = progress;
  }

  /** Times by what commits and by the snapshots that the table retains. */
  public List<CommitTimes> run() throws IOException, InterruptedException {
    Catalog catalog = place.openCatalog();
    try {
      List<History> histories = new ArrayList<>();
      for (int length : new int[] {SHORT, snapshots}) {
        histories.add(new TidemarkHistory(catalog, length));
        histories.add(new PlainHistory(catalog, length));
      }
      grow(new TidemarkHistory(catalog, WARM_UP));
      grow(new PlainHistory(catalog, WARM_UP));
      for (History history : histories) {
        progress.say("commit: %d snapshots by %s", history.length(), history.name());
        grow(history);
      }
      return measure(histories);
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  private static void grow(History history) throws InterruptedException {
    for (int i = 0; i < history.length(); i++) {
      history.commit();
    }
  }

  private static List<CommitTimes> measure(List<History> histories) throws InterruptedException {
    Map<History, List<Timed>> times = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (History history : histories) {
        times.computeIfAbsent(history, h -> new ArrayList<>()).add(Timed.commit(history));
      }
    }
    return times.entrySet().stream()
        .map(
            e ->
                new CommitTimes(
                    e.getKey().name(),
                    e.getKey().length(),
                    spread(e.getValue(), Timed::visible),
                    spread(e.getValue(), Timed::call),
                    spread(e.getValue(), Timed::cpu)))
        .toList();
  }

  private static Spread spread(List<Timed> commits, ToDoubleFunction<Timed> nanos) {
    return Spread.of(commits.stream().map(timed -> nanos.applyAsDouble(timed) / 1e6).toList());
  }

  /** One commit, nanoseconds. */
  private record Timed(long visible, long call, long cpu) {
    private static final OperatingSystemMXBean PROCESS =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    static Timed commit(History history) throws InterruptedException {
      long cpu = PROCESS.getProcessCpuTime();
      long begun = System.nanoTime();
      history.commit();
      long call = System.nanoTime() - begun;
      return new Timed(history.visible() - begun, call, PROCESS.getProcessCpuTime() - cpu);
    }
  }
}
