package dev.tidemark.erase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;

/**
 * Looks for unwanted rows in files, and for versions that hold such files. Each file and manifest
 * is looked at once: they never change.
 */
final class Search {
  private final Table table;
  private final Unwanted unwanted;
  private final InclusiveMetricsEvaluator bounds;
  private final Map<String, Boolean> files = new HashMap<>();
  private final Map<String, Boolean> manifests = new HashMap<>();

  Search(Table table, Unwanted unwanted) {
    this.table = table;
    this.unwanted = unwanted;
    this.bounds = new InclusiveMetricsEvaluator(table.schema(), unwanted.where());
  }

  /** The columns of a data file, or of the keys of deletes. */
  static Schema columns(Table table, ContentFile<?> file) {
    return file.content() == FileContent.EQUALITY_DELETES
        ? TypeUtil.selectInIdOrder(table.schema(), new HashSet<>(file.equalityFieldIds()))
        : table.schema();
  }

  /** Versions of the table that hold unwanted rows, or the bounds of files that did. */
  Set<Long> versions() {
    Set<Long> found = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.allManifests(table.io()).stream().anyMatch(this::isIn)) {
        found.add(snapshot.snapshotId());
      }
    }
    return found;
  }

  /**
   * A manifest that names removed files is taken to hold unwanted bounds: which files those are is
   * not for readers of Iceberg's interfaces to see.
   */
  private boolean isIn(ManifestFile manifest) {
    return manifest.hasDeletedFiles()
        || manifests.computeIfAbsent(manifest.path(), none -> anyFile(manifest));
  }

  private boolean anyFile(ManifestFile manifest) {
    try (ManifestReader<? extends ContentFile<?>> reader = open(manifest)) {
      for (ContentFile<?> file : reader) {
        if (isIn(file)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ManifestReader<? extends ContentFile<?>> open(ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, table.io(), table.specs())
        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs());
  }

  /** Whether a file holds unwanted rows, alive or deleted. */
  boolean isIn(ContentFile<?> file) {
    Boolean known = files.get(file.location());
    if (known == null) {
      known = file.content() != FileContent.POSITION_DELETES && bounds.eval(file) && read(file);
      files.put(file.location(), known);
    }
    return known;
  }

  private boolean read(ContentFile<?> file) {
    Optional<Schema> columns = unwanted.columns(columns(table, file));
    return columns.isPresent() && anyRow(file, columns.get());
  }

  private boolean anyRow(ContentFile<?> file, Schema columns) {
    Predicate<Record> test = unwanted.in(columns);
    try (CloseableIterable<Record> rows = rows(table, file, columns)) {
      for (Record row : rows) {
        if (test.test(row)) {
          return true;
        }
      }
      return false;
    } catch (NotFoundException gone) {
      // Its bounds, which are not gone, speak for it.
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CloseableIterable<Record> rows(Table table, ContentFile<?> file, Schema columns) {
    return FormatModelRegistry.<Record, Schema>readBuilder(
            file.format(), Record.class, table.io().newInputFile(file.location()))
        .project(columns)
        .build();
  }
}
