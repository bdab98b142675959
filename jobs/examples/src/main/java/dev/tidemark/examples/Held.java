package dev.tidemark.examples;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Whether a table holds everything that was given.
 *
 * <p>Its tidemark says so of events, and of the rows that the transform makes of them at once. Rows
 * that wait for the watermark come later: sources tell it every 50 ms, and an epoch that moved
 * neither offsets nor rows leaves no version that could be looked at. So the table counts as
 * complete when {@value #MORE_CHECKPOINTS} more checkpoints have completed, a quarter of a second
 * apart: each barrier leaves a source behind all that its timers, due long before, have told. A
 * version that comes meanwhile starts the count again, since its rows may be followed by others.
 */
final class Held {
  private static final int MORE_CHECKPOINTS = 3;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Map<String, List<Long>> ends;
  private final boolean waitsForTheWatermark;
  private final Path checkpoints;

  /**
   * @param ends of each topic, how many records its partitions hold
   * @param checkpoints where the job keeps them
   */
  Held(Map<String, List<Long>> ends, boolean waitsForTheWatermark, Path checkpoints) {
    this.ends = ends;
    this.waitsForTheWatermark = waitsForTheWatermark;
    this.checkpoints = checkpoints;
  }

  /**
   * Waits for it.
   *
   * @throws ExecutionException if the job fails before
   * @throws IllegalStateException if it does not come, with how far it got
   */
  void await(Catalog catalog, TableIdentifier name, JobClient job, Duration patience)
      throws InterruptedException, ExecutionException {
    LiveTable table = LiveTable.open(catalog, name);
    long deadline = System.nanoTime() + patience.toNanos();
    long epoch = -1;
    long completed = 0;
    while (System.nanoTime() < deadline) {
      failIfOver(job);
      Optional<Tidemark> head = table.head("main");
      if (head.filter(this::holdsAll).isPresent()) {
        if (!waitsForTheWatermark) {
          return;
        }
        if (head.get().epoch() != epoch) {
          epoch = head.get().epoch();
          completed = newestCheckpoint();
        } else if (newestCheckpoint() >= completed + MORE_CHECKPOINTS) {
          return;
        }
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    throw new IllegalStateException(
        "After %d s the table does not hold all events that were given: %s. Run it alone with --case, or pass a longer --timeout."
            .formatted(patience.toSeconds(), table.head("main").map(this::missing).orElse("none")));
  }

  private static void failIfOver(JobClient job) throws InterruptedException, ExecutionException {
    var result = job.getJobExecutionResult();
    if (result.isDone()) {
      result.get();
      throw new IllegalStateException(
          "The job ended by itself, which a job that reads topics never does.");
    }
  }

  private boolean holdsAll(Tidemark tidemark) {
    return ends.entrySet().stream()
        .allMatch(
            topic ->
                tidemark.topic(topic.getKey()).filter(p -> holds(p, topic.getValue())).isPresent());
  }

  private static boolean holds(TopicProgress progress, List<Long> ends) {
    for (int i = 0; i < ends.size(); i++) {
      if (progress.partitions().get(i).to() < ends.get(i)) {
        return false;
      }
    }
    return true;
  }

  private String missing(Tidemark tidemark) {
    long given = ends.values().stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    long held =
        tidemark.topics().stream()
            .flatMap(topic -> topic.partitions().stream())
            .mapToLong(partition -> partition.to() - partition.start())
            .sum();
    return "%d of %d".formatted(held, given);
  }

  /** A completed checkpoint is a folder chk-N with its metadata, in a folder named by the job. */
  private long newestCheckpoint() {
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(checkpoints, 3, new FileVisitOption[0])) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .map(file -> String.valueOf(file.getParent().getFileName()))
          .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException changing) {
      // An old one is being deleted while it is looked at; the next look finds the rest.
      return 0;
    }
  }
}
