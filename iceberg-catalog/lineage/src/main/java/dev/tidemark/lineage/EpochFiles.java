package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a commit. Without deletes they are appended, with manifests merged now and then: a
 * fast append would never merge, and one manifest per epoch makes every later commit dearer.
 *
 * <p>Rows of persons that the table's ledger names are taken out first. The ledger is read in the
 * metadata that the attempt is compared with, and {@link Erasures} moves every branch in the commit
 * that adds an entry; so whatever lands on a branch after that commit was cleaned by that entry.
 *
 * <p>Made once per epoch, so that an attempt after a lost race goes on with the manifests of the
 * one before ({@link Attempt}). Not thread-safe.
 */
final class EpochFiles {
  private static final Logger LOG = LoggerFactory.getLogger(EpochFiles.class);

  private final EpochCleaner.Files written;
  private final EpochCleaner cleaner;
  private final boolean isQuarantine;
  private List<Erasure> erased = List.of();
  private EpochCleaner.Files files;
  private @Nullable Table table;
  private @Nullable SnapshotUpdate<?> update;

  private EpochFiles(EpochCleaner.Files written, EpochCleaner cleaner, boolean isQuarantine) {
    this.written = written;
    this.files = written;
    this.cleaner = cleaner;
    this.isQuarantine = isQuarantine;
  }

  static EpochFiles of(Epoch epoch, EpochCleaner cleaner) {
    var files = new EpochCleaner.Files(epoch.dataFiles(), epoch.deleteFiles());
    return new EpochFiles(files, cleaner, false);
  }

  static EpochFiles quarantineOf(Epoch epoch, EpochCleaner cleaner) {
    var files = new EpochCleaner.Files(epoch.quarantineFiles(), epoch.quarantineDeletes());
    return new EpochFiles(files, cleaner, true);
  }

  /**
   * Adds the files as one snapshot of a branch.
   *
   * @param fits asked with the branch's ancestry by Iceberg itself, in the attempt
   */
  void addTo(
      Table to, String branch, Map<String, String> summary, Predicate<Iterable<Snapshot>> fits) {
    List<Erasure> ledger = ErasureLedger.entries(to.properties());
    if (!ledger.equals(erased)) {
      files = cleaner.clean(to, written, ErasedKeys.of(ledger), isQuarantine);
      erased = ledger;
      update = null;
    }
    if (update == null || table != to) {
      table = to;
      update = files.deletes().isEmpty() ? append(to) : rowDelta(to);
    }
    if (!ledger.isEmpty()) {
      update.set(Keys.ERASURES, String.valueOf(ledger.size()));
    }
    commit(update, branch, summary, fits);
  }

  /**
   * Deletes the files of the epoch that landed without rows of erased persons in others' place.
   * Nobody commits them any more: the epoch is found by its id. A kill before this leaves orphans.
   */
  void deleteReplaced(FileIO io) {
    List<String> replaced = new ArrayList<>(locations(written));
    replaced.removeAll(locations(files));
    if (!replaced.isEmpty()) {
      try {
        CatalogUtil.deleteFiles(io, replaced, "replaced", true);
      } catch (RuntimeException left) {
        LOG.warn("Cannot delete {}; orphan removal will", replaced, left);
      }
    }
  }

  private static List<String> locations(EpochCleaner.Files files) {
    return Stream.<ContentFile<?>>concat(files.data().stream(), files.deletes().stream())
        .map(ContentFile::location)
        .toList();
  }

  private AppendFiles append(Table to) {
    AppendFiles append = to.newAppend();
    files.data().forEach(append::appendFile);
    return append;
  }

  private RowDelta rowDelta(Table to) {
    RowDelta delta = to.newRowDelta();
    files.data().forEach(delta::addRows);
    files.deletes().forEach(delta::addDeletes);
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
