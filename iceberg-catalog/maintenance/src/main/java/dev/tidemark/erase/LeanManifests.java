package dev.tidemark.erase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.OutputFile;

/**
 * Rewrites the manifests of a branch that still name removed files. Such an entry keeps the file's
 * smallest and largest values until the manifest happens to be merged; a person may be one of them.
 */
final class LeanManifests {
  private final Table table;
  private final String branch;

  LeanManifests(Table table, String branch) {
    this.table = table;
    this.branch = branch;
  }

  /**
   * Rewrites them in one commit; nothing if others changed the table meanwhile. What is left is
   * found by the next {@link Search}, and the erasure goes round again.
   */
  void write() {
    BranchAsMain ops = new BranchAsMain(table, branch);
    Snapshot head = ops.current().currentSnapshot();
    List<ManifestFile> fat =
        head.allManifests(table.io()).stream().filter(ManifestFile::hasDeletedFiles).toList();
    if (fat.isEmpty()) {
      return;
    }
    Map<Long, Long> snapshots = new HashMap<>();
    ops.current().snapshots().forEach(it -> snapshots.put(it.sequenceNumber(), it.snapshotId()));
    RewriteManifests rewrite = new BaseTable(ops, table.name()).rewriteManifests();
    for (ManifestFile manifest : fat) {
      rewrite.deleteManifest(manifest);
      lean(manifest, snapshots).ifPresent(rewrite::addManifest);
    }
    try {
      rewrite.commit();
    } catch (BranchAsMain.RefusedUpdateException | ValidationException contended) {
      // What was written is left to orphan removal.
    }
  }

  private Optional<ManifestFile> lean(ManifestFile manifest, Map<Long, Long> snapshots) {
    return manifest.content() == ManifestContent.DATA
        ? copy(
            manifest,
            ManifestFiles.read(manifest, table.io(), table.specs()),
            ManifestFiles.write(format(), spec(manifest), newFile(), null),
            snapshots)
        : copy(
            manifest,
            ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()),
            ManifestFiles.writeDeleteManifest(format(), spec(manifest), newFile(), null),
            snapshots);
  }

  private <F extends ContentFile<F>> Optional<ManifestFile> copy(
      ManifestFile from, ManifestReader<F> files, ManifestWriter<F> to, Map<Long, Long> snapshots) {
    long left = 0;
    try (files;
        to) {
      for (F file : files) {
        long landed = file.fileSequenceNumber();
        // Whose snapshot is expired counts as the manifest's: nobody looks for it any more.
        long snapshot = snapshots.getOrDefault(landed, from.snapshotId());
        to.existing(file, snapshot, file.dataSequenceNumber(), landed);
        left++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ManifestFile written = to.toManifestFile();
    if (left > 0) {
      return Optional.of(written);
    }
    table.io().deleteFile(written.path());
    return Optional.empty();
  }

  private PartitionSpec spec(ManifestFile manifest) {
    return table.specs().get(manifest.partitionSpecId());
  }

  private int format() {
    return ((HasTableOperations) table).operations().current().formatVersion();
  }

  private OutputFile newFile() {
    TableOperations ops = ((HasTableOperations) table).operations();
    return table.io().newOutputFile(ops.metadataFileLocation(UUID.randomUUID() + "-lean.avro"));
  }
}
