package dev.tidemark.erase;

import dev.tidemark.maintenance.BranchRewrite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Takes unwanted rows out of a branch's head, beside the run that writes it: first the rows, then
 * the deletes that name them (the other way round, deleted rows would be back in between), then
 * what manifests still say of the files that went.
 *
 * <p>A compaction under way cannot bring rows back: it must remove the files that it read, and
 * those with a match are gone. Whatever others change first is left for the next call.
 */
final class BranchErasure {
  private final Table table;
  private final String branch;
  private final Unwanted unwanted;
  private final Search search;
  private Removed removed = Removed.NOTHING;

  BranchErasure(Table table, String branch, Unwanted unwanted) {
    this.table = table;
    this.branch = branch;
    this.unwanted = unwanted;
    this.search = new Search(table, unwanted);
  }

  /** What the branch holds; nothing is changed. */
  Removed find() {
    Removed found = Removed.NOTHING;
    Predicate<Record> test = unwanted.in(table.schema());
    for (List<FileScanTask> group : groups(head())) {
      found = found.and(new Removed(count(group, test), group.size(), 0));
    }
    return found.and(new Removed(0, 0, deletes(head()).size()));
  }

  private long count(List<FileScanTask> group, Predicate<Record> test) {
    long[] rows = {0};
    BranchRewrite.read(
        table,
        group,
        row -> {
          if (test.test(row)) {
            rows[0]++;
          }
        });
    return rows[0];
  }

  /** Takes them out, as far as others let it; what was done. */
  Removed perform() {
    if (head() != null) {
      rewriteRows();
      rewriteDeletes();
      new LeanManifests(table, branch).write();
    }
    return removed;
  }

  private Snapshot head() {
    table.refresh();
    return table.snapshot(branch);
  }

  private void rewriteRows() {
    Snapshot head = head();
    BranchRewrite rewrite = new BranchRewrite(branch);
    for (List<FileScanTask> group : groups(head)) {
      rewriteRows(rewrite, head, group);
    }
  }

  private void rewriteRows(BranchRewrite rewrite, Snapshot head, List<FileScanTask> group) {
    Predicate<Record> test = unwanted.in(table.schema());
    long[] rows = {0};
    DataFile first = group.get(0).file();
    BranchRewrite.Written written =
        BranchRewrite.write(
            table,
            new BranchRewrite.Place(first.specId(), first.partition()),
            group,
            largest(),
            row -> {
              boolean goes = test.test(row);
              rows[0] += goes ? 1 : 0;
              return !goes;
            });
    if (commit(
        rewrite,
        head,
        update -> {
          update.dataSequenceNumber(head.sequenceNumber());
          group.forEach(task -> update.deleteFile(task.file()));
          written.files().forEach(update::addFile);
        })) {
      removed = removed.and(new Removed(rows[0], group.size(), 0));
    }
  }

  private void rewriteDeletes() {
    Snapshot head = head();
    List<DeleteFile> found = deletes(head);
    if (found.isEmpty()) {
      return;
    }
    Map<DeleteFile, Optional<DeleteFile>> left = new LinkedHashMap<>();
    found.forEach(file -> left.put(file, DeletesLeft.write(table, file, unwanted)));
    if (commit(
        new BranchRewrite(branch),
        head,
        update ->
            left.forEach(
                (old, fresh) -> {
                  update.deleteFile(old);
                  fresh.ifPresent(it -> update.addFile(it, old.dataSequenceNumber()));
                }))) {
      removed = removed.and(new Removed(0, 0, found.size()));
    }
  }

  /** A refused one leaves its files as orphans. */
  private boolean commit(BranchRewrite rewrite, Snapshot head, Consumer<RewriteFiles> change) {
    return rewrite.commit(table, head.snapshotId(), change);
  }

  private long largest() {
    return PropertyUtil.propertyAsLong(
        table.properties(),
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * Files with unwanted rows, by partition, of at most as many bytes as compaction takes at once.
   *
   * <p>The scan has no filter: with one, Iceberg leaves out deletes whose bounds do not fit it, and
   * the other rows of these files would be written without them, so deleted ones would be back.
   * {@link Search} looks at the files' bounds instead.
   */
  private List<List<FileScanTask>> groups(Snapshot head) {
    Map<Object, List<FileScanTask>> open = new LinkedHashMap<>();
    List<List<FileScanTask>> groups = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(head.snapshotId()).includeColumnStats().planFiles()) {
      for (FileScanTask task : tasks) {
        if (search.isIn(task.file())) {
          List<FileScanTask> group = open.computeIfAbsent(place(task), none -> new ArrayList<>());
          if (group.isEmpty()) {
            groups.add(group);
          }
          group.add(task);
          if (group.stream().mapToLong(FileScanTask::length).sum() > BranchRewrite.GROUP_BYTES) {
            open.remove(place(task));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups;
  }

  private static Object place(FileScanTask task) {
    return List.of(
        task.file().specId(),
        StructLikeWrapper.forType(task.spec().partitionType()).set(task.file().partition()));
  }

  private List<DeleteFile> deletes(Snapshot head) {
    List<DeleteFile> found = new ArrayList<>();
    for (ManifestFile manifest : head.deleteManifests(table.io())) {
      try (ManifestReader<DeleteFile> files =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        for (DeleteFile file : files) {
          if (search.isIn(file)) {
            found.add(file.copy());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }
}
