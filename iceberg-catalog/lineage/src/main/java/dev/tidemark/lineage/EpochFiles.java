package dev.tidemark.lineage;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The files of a commit. Without deletes they are appended, with manifests merged now and then: a
 * fast append would never merge, and one manifest per epoch makes every later commit dearer.
 *
 * <p>Made once per epoch, so that an attempt after a lost race goes on with the manifests of the
 * one before ({@link Attempt}). Not thread-safe.
 */
final class EpochFiles {
  private final List<DataFile> data;
  private final List<DeleteFile> deletes;
  private @Nullable Table table;
  private @Nullable SnapshotUpdate<?> update;

  private EpochFiles(List<DataFile> data, List<DeleteFile> deletes) {
    this.data = data;
    this.deletes = deletes;
  }

  static EpochFiles of(Epoch epoch) {
    return new EpochFiles(epoch.dataFiles(), epoch.deleteFiles());
  }

  static EpochFiles quarantineOf(Epoch epoch) {
    return new EpochFiles(epoch.quarantineFiles(), epoch.quarantineDeletes());
  }

  /**
   * Adds the files as one snapshot of a branch.
   *
   * @param fits asked with the branch's ancestry by Iceberg itself, in the attempt
   */
  void addTo(
      Table to, String branch, Map<String, String> summary, Predicate<Iterable<Snapshot>> fits) {
    if (update == null || table != to) {
      table = to;
      update = deletes.isEmpty() ? append(to) : rowDelta(to);
    }
    commit(update, branch, summary, fits);
  }

  private AppendFiles append(Table to) {
    AppendFiles append = to.newAppend();
    data.forEach(append::appendFile);
    return append;
  }

  private RowDelta rowDelta(Table to) {
    RowDelta delta = to.newRowDelta();
    data.forEach(delta::addRows);
    deletes.forEach(delta::addDeletes);
    return delta;
  }

  private static void commit(
      SnapshotUpdate<?> update,
      String branch,
      Map<String, String> summary,
      Predicate<Iterable<Snapshot>> fits) {
    summary.forEach(update::set);
    update.toBranch(branch);
    update.scanManifestsWith(CallerRuns.EXECUTOR);
    update.validateWith(
        new SnapshotAncestryValidator() {
          @Override
          public boolean validate(Iterable<Snapshot> ancestry) {
            return fits.test(ancestry);
          }

          @Override
          public String errorMessage() {
            return "the epoch does not follow what branch " + branch + " holds";
          }
        });
    update.commit();
  }
}
