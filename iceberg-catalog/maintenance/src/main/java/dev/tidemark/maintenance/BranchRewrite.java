package dev.tidemark.maintenance;

import dev.tidemark.lineage.BranchUpdate;
import dev.tidemark.lineage.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;

/**
 * Puts files of a branch in place of others while its run goes on committing: what compaction and
 * erasure have in common. Why no row is lost or returns: {@link Compaction}.
 */
public final class BranchRewrite {
  /** In the summary of a rewrite: which one made it. */
  private static final String ID = "tidemark.compaction";

  /** Data that is read, written and committed at once. */
  public static final long GROUP_BYTES = 1L << 30;

  private final String id = UUID.randomUUID().toString();
  private final String branch;

  /** Of one branch; to be used for all rewrites of files that one snapshot of it holds. */
  public BranchRewrite(String branch) {
    this.branch = branch;
  }

  /** Where rows lie: a partitioning of the table, and a partition of it. */
  public record Place(int spec, StructLike partition) {}

  /** New data files, and how many rows they have. */
  public record Written(Set<DataFile> files, long rows) {}

  /**
   * Commits changes to files that were read at a snapshot of the branch.
   *
   * @return whether they landed; they did not, and never will, if others changed the same files
   *     meanwhile or were always first
   */
  public boolean commit(Table table, long head, Consumer<RewriteFiles> change) {
    return BranchUpdate.commit(table, branch, current -> changed(current, head, change));
  }

  private RewriteFiles changed(Table table, long head, Consumer<RewriteFiles> change) {
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(head)
            .toBranch(branch)
            .set(ID, id)
            .validateWith(ancestry -> keepsNewerDeletes(ancestry, head));
    change.accept(rewrite);
    return rewrite;
  }

  /**
   * Whether Iceberg, committing a rewrite of files that were read at {@code head}, keeps all
   * deletes of the epochs above it.
   *
   * <p>While it commits, Iceberg 1.11 drops delete files that are older than every data file, and
   * forgets to count the files that this commit adds (pull request 10962, open). An epoch above
   * {@code head} that only deletes, with no data file left that is as old, would lose its deletes,
   * and the deleted rows would be back. Not so if the first epoch with deletes has rows as well,
   * which are as old as its deletes; nor above a rewrite by this object, whose files are as old as
   * {@code head}. What others did to the branch is not reasoned about.
   */
  private boolean keepsNewerDeletes(Iterable<Snapshot> ancestry, long head) {
    boolean kept = true;
    for (Snapshot snapshot : ancestry) {
      if (snapshot.snapshotId() == head) {
        return kept;
      }
      boolean own = id.equals(snapshot.summary().get(ID));
      if (!own && Version.of(snapshot) instanceof Version.Foreign) {
        return false;
      }
      // Newest first, so the oldest one above the head has the last word.
      if (own || has(snapshot, SnapshotSummary.ADDED_FILES_PROP)) {
        kept = true;
      } else if (has(snapshot, SnapshotSummary.ADDED_DELETE_FILES_PROP)) {
        kept = false;
      }
    }
    return false;
  }

  private static boolean has(Snapshot snapshot, String count) {
    return !"0".equals(snapshot.summary().getOrDefault(count, "0"));
  }

  /** Hands over the rows of some files of one partition that no delete removes. */
  public static void read(Table table, List<FileScanTask> tasks, Consumer<Record> rows) {
    SettledRows.each(table, tasks, rows);
  }

  /**
   * Writes the rows of some files of one partition that no delete removes.
   *
   * @param largest of the files to be written, about, in bytes
   * @param kept of the rows, which ones
   */
  public static Written write(
      Table table, Place place, List<FileScanTask> tasks, long largest, Predicate<Record> kept) {
    PartitionSpec spec = table.specs().get(place.spec());
    StructLike partition = spec.isUnpartitioned() ? null : place.partition();
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId("rewrite-" + UUID.randomUUID())
            .build();
    var factory = new GenericFileWriterFactory.Builder(table).build();
    long[] rows = {0};
    try (var writer =
        new RollingDataWriter<Record>(factory, files, table.io(), largest, spec, partition)) {
      SettledRows.each(
          table,
          tasks,
          row -> {
            if (kept.test(row)) {
              writer.write(row);
              rows[0]++;
            }
          });
      writer.close();
      return new Written(new HashSet<>(writer.result().dataFiles()), rows[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
