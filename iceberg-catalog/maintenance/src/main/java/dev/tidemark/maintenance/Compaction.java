package dev.tidemark.maintenance;

import dev.tidemark.lineage.LiveTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
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
 * apply to a group are held in memory; a group has at most {@link BranchRewrite#GROUP_BYTES} of
 * data.
 */
final class Compaction {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  private static final Map<String, String> PLAN =
      Map.of(
          BinPackRewriteFilePlanner.MAX_FILE_GROUP_SIZE_BYTES,
              String.valueOf(BranchRewrite.GROUP_BYTES),
          // A file that so many later epochs have deleted from is read with all of their deletes.
          BinPackRewriteFilePlanner.DELETE_FILE_THRESHOLD, "10",
          BinPackRewriteFilePlanner.MIN_INPUT_FILES, "5");

  private final LiveTable live;
  private final String branch;
  private final Consumer<Compacted> progress;
  private final BranchRewrite rewrite;

  Compaction(LiveTable live, String branch, Consumer<Compacted> progress) {
    this.live = live;
    this.branch = branch;
    this.progress = progress;
    this.rewrite = new BranchRewrite(branch);
  }

  /** What one call would rewrite: groups, files, bytes; nothing is written yet. */
  Compacted plan() {
    Table table = live.table();
    return groups(table, table.snapshot(branch).snapshotId()).stream()
        .map(
            group ->
                new Compacted(1, group.inputFileNum(), 0, 0, group.inputFilesSizeInBytes(), 0, 0))
        .reduce(Compacted.NOTHING, Compacted::and);
  }

  /** Rewrites what is worth it, each group in a commit of its own. */
  Compacted perform() {
    Table table = live.table();
    Snapshot head = table.snapshot(branch);
    Compacted all = Compacted.NOTHING;
    for (RewriteFileGroup group : groups(table, head.snapshotId())) {
      all = all.and(rewrite(table, head, group));
      progress.accept(all);
    }
    return all.and(settle());
  }

  private Compacted settle() {
    int settled = SettledDeletes.remove(live.table(), branch);
    return new Compacted(0, 0, 0, 0, 0, settled, 0);
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

  Compacted rewrite(Table table, Snapshot head, RewriteFileGroup group) {
    BranchRewrite.Written written =
        BranchRewrite.write(
            table,
            new BranchRewrite.Place(group.outputSpecId(), group.info().partition()),
            group.fileScanTasks(),
            group.maxOutputFileSize(),
            row -> true);
    boolean landed =
        rewrite.commit(
            table,
            head.snapshotId(),
            update -> {
              update.dataSequenceNumber(head.sequenceNumber());
              group.rewrittenFiles().forEach(update::deleteFile);
              group.danglingDVs().forEach(update::deleteFile);
              written.files().forEach(update::addFile);
            });
    if (!landed) {
      // And never will, so nobody refers to the new files.
      CatalogUtil.deleteFiles(
          table.io(), written.files().stream().map(DataFile::location).toList(), "data", true);
      LOG.info(
          "Left a group of {} files of {} as it is: others changed them or were always first",
          group.inputFileNum(),
          branch);
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
}
