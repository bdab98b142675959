package dev.tidemark.maintenance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files below a table's {@code data} and {@code metadata} folders that nothing refers to: of
 * attempts that lost a race, of jobs that were killed between writing and committing.
 *
 * <p>An epoch that has not landed is in a checkpoint or savepoint and nowhere else, and its files
 * look like orphans. They are safe because only files are removed that are older than any savepoint
 * that may still be restored, which the caller says. The listing is made first and the table is
 * loaded afterwards: a file that lands in between is listed, old or new, and found to be in use.
 *
 * <p>Other folders of the table, such as {@code tidemark} with its compiled plans, are not looked
 * at. The names of all files in use are held in memory: some 200 bytes each, so a million files
 * need 200 MB.
 */
final class Orphans {
  private static final List<String> FOLDERS = List.of("/data/", "/metadata/");

  private Orphans() {}

  /** Whether the table's files lie where they are looked for, on storage that can list them. */
  static boolean canBeFound(Table table) {
    Map<String, String> properties = table.properties();
    return table.io() instanceof SupportsPrefixOperations
        && !properties.containsKey(TableProperties.WRITE_DATA_LOCATION)
        && !properties.containsKey(TableProperties.WRITE_METADATA_LOCATION);
  }

  /** Unused files made before a time. The table is loaded anew after they were listed. */
  static List<String> find(Table table, Instant olderThan) {
    List<String> old = new ArrayList<>();
    SupportsPrefixOperations storage = (SupportsPrefixOperations) table.io();
    String root = path(table.location());
    for (FileInfo file : storage.listPrefix(table.location() + "/")) {
      if (file.createdAtMillis() < olderThan.toEpochMilli() && isOurs(root, file.location())) {
        old.add(file.location());
      }
    }
    if (old.isEmpty()) {
      return old;
    }
    table.refresh();
    Set<String> used = used(table);
    old.removeIf(file -> used.contains(path(file)));
    return old;
  }

  private static boolean isOurs(String root, String file) {
    String path = path(file);
    return FOLDERS.stream().anyMatch(folder -> path.startsWith(root + folder));
  }

  private static Set<String> used(Table table) {
    Set<String> used = new HashSet<>();
    FileIO io = table.io();
    ReachableFileUtil.metadataFileLocations(table, false).forEach(file -> used.add(path(file)));
    ReachableFileUtil.manifestListLocations(table).forEach(file -> used.add(path(file)));
    ReachableFileUtil.statisticsFilesLocations(table).forEach(file -> used.add(path(file)));
    used.add(path(((BaseTable) table).operations().current().metadataFileLocation()));
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        if (used.add(path(manifest.path()))) {
          addFiles(table, manifest, used);
        }
      }
    }
    return used;
  }

  private static void addFiles(Table table, ManifestFile manifest, Set<String> used) {
    try (CloseableIterable<String> files = files(table, manifest)) {
      files.forEach(file -> used.add(path(file)));
    } catch (java.io.IOException unclosed) {
      throw new java.io.UncheckedIOException(unclosed);
    }
  }

  private static CloseableIterable<String> files(Table table, ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? CloseableIterable.transform(
            ManifestFiles.read(manifest, table.io(), table.specs()), file -> file.location())
        : CloseableIterable.transform(
            ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()),
            file -> file.location());
  }

  /** The same file may be named by {@code s3://}, {@code s3a://} or {@code file:}. */
  static String path(String location) {
    String path = location.replaceFirst("^[a-z][a-z0-9+.-]*:", "");
    return path.replaceFirst("^/+", "/");
  }
}
