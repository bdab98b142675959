package dev.tidemark.maintenance;

import dev.tidemark.lineage.BranchUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Delete files of a branch that can apply to no row any more, because no data file is old enough.
 * Iceberg 1.11 drops few of them by itself.
 *
 * <p>An equality delete applies to data files with smaller data sequence numbers than its own, a
 * position delete also to those with an equal one ("Scan Planning" in Iceberg's specification). So
 * with M the smallest number of a data file, equality deletes up to M and position deletes below M
 * are settled. They stay so, whatever lands before they are removed: a new data file has a larger
 * number than M, and a rewrite gives its files the number of the snapshot it read, which is not
 * smaller than those of the files it replaces.
 */
final class SettledDeletes {
  private SettledDeletes() {}

  /**
   * Removes them from a branch, in one commit.
   *
   * @return how many there were; 0 if others changed the branch's deletes meanwhile
   */
  static int remove(Table table, String branch) {
    List<DeleteFile> settled = find(table, table.snapshot(branch));
    if (settled.isEmpty()) {
      return 0;
    }
    boolean landed =
        BranchUpdate.commit(
            table,
            branch,
            current -> {
              RewriteFiles rewrite = current.newRewrite().toBranch(branch);
              settled.forEach(rewrite::deleteFile);
              return rewrite;
            });
    return landed ? settled.size() : 0;
  }

  private static List<DeleteFile> find(Table table, Snapshot head) {
    long oldest =
        head.dataManifests(table.io()).stream()
            .filter(SettledDeletes::hasLiveFiles)
            .mapToLong(ManifestFile::minSequenceNumber)
            .min()
            .orElse(head.sequenceNumber());
    List<DeleteFile> settled = new ArrayList<>();
    for (ManifestFile manifest : head.deleteManifests(table.io())) {
      if (hasLiveFiles(manifest) && manifest.minSequenceNumber() <= oldest) {
        addSettled(table, manifest, oldest, settled);
      }
    }
    return settled;
  }

  private static boolean hasLiveFiles(ManifestFile manifest) {
    return manifest.hasAddedFiles() || manifest.hasExistingFiles();
  }

  private static void addSettled(
      Table table, ManifestFile manifest, long oldest, List<DeleteFile> settled) {
    try (ManifestReader<DeleteFile> files =
        ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (DeleteFile file : files) {
        long number = file.dataSequenceNumber();
        boolean byKey = file.content() == FileContent.EQUALITY_DELETES;
        if (number < oldest || (byKey && number == oldest)) {
          settled.add(file.copy());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
