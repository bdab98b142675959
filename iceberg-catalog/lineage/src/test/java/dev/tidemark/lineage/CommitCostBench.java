package dev.tidemark.lineage;

import com.sun.management.OperatingSystemMXBean;
import dev.tidemark.catalog.CatalogSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;

/**
 * What a commit costs at so many retained snapshots: {@code CommitCostBench [append|upsert]
 * [snapshots …]}, on SQLite and local files. Numbers of one machine; compare rows of one call only.
 */
final class CommitCostBench {
  private static final int MEASURED = 50;

  /** On a busy machine the times of the clock say little; the process's own say more. */
  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private CommitCostBench() {}

  public static void main(String[] args) throws Exception {
    boolean upsert = args.length > 0 && args[0].equals("upsert");
    List<Integer> at = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      at.add(Integer.valueOf(args[i]));
    }
    Path folder = Files.createTempDirectory("commit-cost");
    Catalog catalog =
        new CatalogSettings(
                "bench",
                Map.of(
                    "type",
                    "jdbc",
                    "uri",
                    "jdbc:sqlite:" + folder.resolve("catalog.db") + "?journal_mode=WAL",
                    "warehouse",
                    folder.resolve("warehouse").toUri().toString(),
                    "jdbc.schema-version",
                    "V1"))
            .open();
    try {
      measure(catalog, upsert, at.isEmpty() ? List.of(100, 500, 1000, 2000) : at);
    } finally {
      ((AutoCloseable) catalog).close();
      delete(folder);
    }
    System.exit(0); // Iceberg's worker pool would keep the program alive
  }

  private static void measure(Catalog catalog, boolean upsert, List<Integer> at)
      throws InterruptedException {
    Shop.create(catalog).startRun("r1", true);
    EpochCommitter committer = Shop.committer(catalog, "r1");
    Epochs epochs = new Epochs("r1");
    int snapshots = 0;
    System.out.println("snapshots  commit p50 ms  p90 ms  CPU ms");
    for (int goal : at) {
      List<Long> nanos = new ArrayList<>();
      long cpu = 0;
      for (; snapshots < goal; snapshots++) {
        if (snapshots == goal - MEASURED) {
          cpu = CPU.getProcessCpuTime();
        }
        Epoch epoch = upsert ? epochs.nextUpserting(10) : epochs.next();
        long begun = System.nanoTime();
        committer.commit(epoch);
        nanos.add(System.nanoTime() - begun);
      }
      List<Long> last =
          nanos.subList(Math.max(0, nanos.size() - MEASURED), nanos.size()).stream()
              .sorted()
              .toList();
      System.out.printf(
          "%9d  %13.1f  %6.1f  %6.1f%n",
          goal,
          last.get(last.size() / 2) / 1e6,
          last.get(last.size() * 9 / 10) / 1e6,
          (CPU.getProcessCpuTime() - cpu) / 1e6 / MEASURED);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
