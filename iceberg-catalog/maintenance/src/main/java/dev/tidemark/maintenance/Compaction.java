package dev.tidemark.maintenance;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites a branch's small files, and files with many deletes, into few large ones without.
 * Planned and committed by Iceberg's own planner and commit manager; only the rows go through here.
 *
 * <p>Why the branch holds the same rows before and after, whatever its run commits meanwhile: the
 * new files carry the data sequence number of the snapshot that was read. All deletes up to it are
 * applied in them, and have no larger number, so they do not apply again; every epoch that lands
 * later has larger numbers, so its equality deletes apply to the rows in their new place as they
 * did in the old one. Its position deletes name only files of its own epoch. If something else
 * deleted from a rewritten file by position, or rewrote it too, Iceberg's validation refuses the
 * commit, and the group is left for the next time.
 *
 * <p>Why the run's chain does not break: the new snapshot has no tidemark, and the run's next epoch
 * looks for the nearest tidemark below. Readers of {@code main} get the new files with the lead's
 * next epoch, or at once by {@link LiveTable#carryMainAlong}.
 *
 * <p>A kill leaves files that nothing refers to, for {@link Orphans}. The keys of all deletes that
 * apply to a group are held in memory; a group has at most {@link #GROUP_BYTES} of data.
 */
final class Compaction {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  /** Data of one group, which is read, written and committed at once. */
  static final long GROUP_BYTES = 1L << 30;

  private static final Map<String, String> PLAN =
      Map.of(
          BinPackRewriteFilePlanner.MAX_FILE_GROUP_SIZE_BYTES, String.valueOf(GROUP_BYTES),
          // A file that so many later epochs have deleted from is read with all of their deletes.
          BinPackRewriteFilePlanner.DELETE_FILE_THRESHOLD, "10",
          BinPackRewriteFilePlanner.MIN_INPUT_FILES, "5");

  /** In the summary of a rewrite: which compaction made it. */
  private static final String ID = "tidemark.compaction";

  private final String id = UUID.randomUUID().toString();
  private final LiveTable live;
  private final String branch;
  private final Consumer<Compacted> progress;

  Compaction(LiveTable live, String branch, Consumer<Compacted> progress) {
    this.live = live;
    this.branch = branch;
    this.progress = progress;
  }

  /** What one call would rewrite: groups, files, bytes; nothing is written yet. */
  Compacted plan() {
    Table table = live.table();
    return groups(table, head(table)).stream()
        .map(
            group ->
                new Compacted(1, group.inputFileNum(), 0, 0, group.inputFilesSizeInBytes(), 0, 0))
        .reduce(Compacted.NOTHING, Compacted::and);
  }

  /** Rewrites what is worth it, each group in a commit of its own. */
  Compacted perform() {
    Table table = live.table();
    long head = head(table);
    Compacted all = Compacted.NOTHING;
    for (RewriteFileGroup group : groups(table, head)) {
      all = all.and(rewrite(table, head, group));
      progress.accept(all);
    }
    return all.and(settle());
  }

  private Compacted settle() {
    int settled = SettledDeletes.remove(live.table(), branch);
    return new Compacted(0, 0, 0, 0, 0, settled, 0);
  }

  private long head(Table table) {
    SnapshotRef ref = table.refs().get(branch);
    return ref.snapshotId();
  }

  static List<RewriteFileGroup> groups(Table table, long snapshotId) {
    BinPackRewriteFilePlanner planner =
        new BinPackRewriteFilePlanner(table, Expressions.alwaysTrue(), snapshotId, true);
    planner.init(PLAN);
    try (CloseableIterable<RewriteFileGroup> groups = planner.plan().groups()) {
      List<RewriteFileGroup> all = new ArrayList<>();
      groups.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Compacted rewrite(Table table, long head, RewriteFileGroup group) {
    Written written = write(table, group);
    try {
      commit(table, head, group, written.files());
    } catch (CommitFailedException | ValidationException contended) {
      // Refused for sure, so nobody refers to the new files.
      CatalogUtil.deleteFiles(
          table.io(), written.files().stream().map(DataFile::location).toList(), "data", true);
      LOG.info(
          "Left a group of {} files of {} as it is: {}",
          group.inputFileNum(),
          branch,
          contended.getMessage());
      return Compacted.SKIPPED;
    }
    return new Compacted(
        1,
        group.inputFileNum(),
        written.files().size(),
        written.rows(),
        group.inputFilesSizeInBytes(),
        0,
        0);
  }

  private void commit(Table table, long head, RewriteFileGroup group, Set<DataFile> files) {
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(head)
            .dataSequenceNumber(table.snapshot(head).sequenceNumber())
            .toBranch(branch)
            .set(ID, id)
            .validateWith(ancestry -> keepsNewerDeletes(ancestry, head));
    group.rewrittenFiles().forEach(rewrite::deleteFile);
    group.danglingDVs().forEach(rewrite::deleteFile);
    files.forEach(rewrite::addFile);
    rewrite.commit();
  }

  /**
   * Whether Iceberg, committing a rewrite of files that were read at {@code head}, keeps all
   * deletes of the epochs above it.
   *
   * <p>While it commits, Iceberg 1.11 drops delete files that are older than every data file, and
   * forgets to count the files that this commit adds (pull request 10962, open). An epoch above
   * {@code head} that only deletes, with no data file left that is as old, would lose its deletes,
   * and the deleted rows would be back. Not so if the first epoch with deletes has rows as well,
   * which are as old as its deletes; nor above a rewrite of this compaction, whose files are as old
   * as {@code head}. What others did to the branch is not reasoned about.
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

  private record Written(Set<DataFile> files, long rows) {}

  private static Written write(Table table, RewriteFileGroup group) {
    PartitionSpec spec = table.specs().get(group.outputSpecId());
    StructLike partition = spec.isUnpartitioned() ? null : group.info().partition();
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId("compaction-" + UUID.randomUUID())
            .build();
    var factory = new GenericFileWriterFactory.Builder(table).build();
    long[] rows = {0};
    try (var writer =
        new RollingDataWriter<Record>(
            factory, files, table.io(), group.maxOutputFileSize(), spec, partition)) {
      SettledRows.each(
          table,
          group.fileScanTasks(),
          row -> {
            writer.write(row);
            rows[0]++;
          });
      writer.close();
      return new Written(new HashSet<>(writer.result().dataFiles()), rows[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
