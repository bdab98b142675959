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

/**
 * The files of a commit. Without deletes they are appended, with manifests merged now and then: a
 * fast append would never merge, and one manifest per epoch makes every later commit dearer.
 */
record EpochFiles(List<DataFile> data, List<DeleteFile> deletes) {

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
      Table table, String branch, Map<String, String> summary, Predicate<Iterable<Snapshot>> fits) {
    if (deletes.isEmpty()) {
      AppendFiles append = table.newAppend();
      data.forEach(append::appendFile);
      commit(append, branch, summary, fits);
    } else {
      RowDelta delta = table.newRowDelta();
      data.forEach(delta::addRows);
      deletes.forEach(delta::addDeletes);
      commit(delta, branch, summary, fits);
    }
  }

  private static <T extends SnapshotUpdate<T>> void commit(
      T update, String branch, Map<String, String> summary, Predicate<Iterable<Snapshot>> fits) {
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
