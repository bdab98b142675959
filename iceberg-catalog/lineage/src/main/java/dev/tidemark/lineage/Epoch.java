package dev.tidemark.lineage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.jspecify.annotations.Nullable;

/**
 * Everything one checkpoint of a run adds to its table: the tidemark and the files, already
 * written. An epoch can be committed again and again; it lands once.
 *
 * @param tidemark the stamp; the committer fills in the times of commit and the delays
 * @param dataFiles rows of the table
 * @param deleteFiles equality and position deletes of the table
 * @param referencedDataFiles locations that the position deletes point into; all of them among
 *     {@code dataFiles}, because a position delete of a streaming writer only removes rows that its
 *     own epoch wrote (so nothing of another commit needs validation)
 * @param quarantineFiles rows for the quarantine table
 * @param quarantineDeletes equality deletes for the quarantine table, on topic id, partition and
 *     offset, so that a record quarantined before is replaced
 * @param recordTimestamps timestamps of the epoch's records, for the delays; null if it has none
 */
public record Epoch(
    Tidemark tidemark,
    List<DataFile> dataFiles,
    List<DeleteFile> deleteFiles,
    List<CharSequence> referencedDataFiles,
    List<DataFile> quarantineFiles,
    List<DeleteFile> quarantineDeletes,
    @Nullable TimestampHistogram recordTimestamps) {

  public Epoch {
    dataFiles = List.copyOf(dataFiles);
    deleteFiles = List.copyOf(deleteFiles);
    referencedDataFiles = List.copyOf(referencedDataFiles);
    quarantineFiles = List.copyOf(quarantineFiles);
    quarantineDeletes = List.copyOf(quarantineDeletes);
    requireOwn(tidemark, dataFiles, referencedDataFiles);
  }

  /** True if there is something for the quarantine table. */
  boolean hasQuarantine() {
    return !quarantineFiles.isEmpty() || !quarantineDeletes.isEmpty();
  }

  /**
   * The stamp with its times.
   *
   * @param called when the committer got the epoch
   * @param now when the attempt is built
   */
  Tidemark stamped(long called, long now) {
    Times times = tidemark.times().withCommit(now);
    if (times.checkpointComplete() == null) {
      times = times.withCheckpointComplete(called);
    }
    return tidemark.withTimes(
        times,
        recordTimestamps == null || recordTimestamps.total() == 0
            ? null
            : DelayQuantiles.at(now, recordTimestamps));
  }

  private static void requireOwn(
      Tidemark tidemark, List<DataFile> dataFiles, List<CharSequence> referenced) {
    if (referenced.isEmpty()) {
      return;
    }
    Set<String> own = new HashSet<>();
    dataFiles.forEach(file -> own.add(file.location()));
    for (CharSequence location : referenced) {
      if (!own.contains(location.toString())) {
        throw new IllegalArgumentException(
            "Epoch %d of run %s has a position delete into %s, which is not a file of that epoch; delete older rows by key."
                .formatted(tidemark.epoch(), tidemark.run(), location));
      }
    }
  }
}
