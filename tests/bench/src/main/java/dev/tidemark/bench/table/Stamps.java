package dev.tidemark.bench.table;

import dev.tidemark.bench.events.Events;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tidemarks of epochs that no job has read, for tables that are made up. */
public final class Stamps {
  private Stamps() {}

  /**
   * The tidemark of an epoch, with as many partitions as the benchmark's topics have.
   *
   * @param parent id of the run's previous epoch; null for its first
   * @param number of the epoch, from 1 on
   * @param records of each epoch until then
   */
  public static Tidemark epoch(String run, @Nullable String parent, long number, long records) {
    List<PartitionProgress> partitions = new ArrayList<>();
    long each = records / Events.PARTITIONS;
    for (int p = 0; p < Events.PARTITIONS; p++) {
      partitions.add(new PartitionProgress(0, number * each, each, each, 0, 0, 0));
    }
    long now = System.currentTimeMillis();
    return new Tidemark(
        run,
        "0123456789abcdef0123456789abcdef-0",
        UUID.randomUUID().toString(),
        parent,
        number,
        "0123456789abcdefghijkl",
        List.of(new TopicProgress("bench", "0123456789abcdefghijkl", partitions)),
        List.of(),
        "0123456789abcdef",
        "0.1.0",
        List.of(1),
        now,
        Duration.ZERO,
        new Times(now, now, now, now, now, null),
        null);
  }
}
