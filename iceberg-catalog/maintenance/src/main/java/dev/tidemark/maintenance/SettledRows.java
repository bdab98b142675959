package dev.tidemark.maintenance;

import dev.tidemark.lineage.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.StructLikeMap;
import org.apache.iceberg.util.StructProjection;

/**
 * The rows of some data files of one partition that no delete removes.
 *
 * <p>An equality delete removes a row if its data sequence number is larger than that of the row's
 * file ("Scan Planning" in Iceberg's specification), so the newest number of each key is all there
 * is to keep, and each delete file is read once. Iceberg's own reader makes a set of keys anew for
 * each data file, of all later delete files: a thousand epochs make half a million pairs.
 */
final class SettledRows {
  /** What a key takes in memory, as Java objects, with room to spare. */
  private static final long BYTES_A_KEY = 400;

  private final Table table;
  private final Map<Set<Integer>, Keys> deletes = new HashMap<>();
  private final BaseDeleteLoader positions;

  private SettledRows(Table table) {
    this.table = table;
    this.positions = new BaseDeleteLoader(delete -> table.io().newInputFile(delete.location()));
  }

  /**
   * Hands over each row, with the table's columns as they are now.
   *
   * @param tasks files of one partition, with all deletes that apply to them
   * @throws RefusedException if the keys of the deletes do not fit into memory
   */
  static void each(Table table, List<FileScanTask> tasks, Consumer<Record> consumer) {
    SettledRows rows = new SettledRows(table);
    Collection<DeleteFile> byKey = equalityDeletes(tasks);
    requireRoom(table, byKey);
    byKey.forEach(rows::read);
    tasks.forEach(task -> rows.hand(task, consumer));
  }

  private static Collection<DeleteFile> equalityDeletes(List<FileScanTask> tasks) {
    Map<String, DeleteFile> files = new LinkedHashMap<>();
    for (FileScanTask task : tasks) {
      for (DeleteFile delete : task.deletes()) {
        if (delete.content() == FileContent.EQUALITY_DELETES) {
          files.put(delete.location(), delete);
        }
      }
    }
    return files.values();
  }

  private static void requireRoom(Table table, Collection<DeleteFile> deletes) {
    long keys = deletes.stream().mapToLong(ContentFile::recordCount).sum();
    long room = Runtime.getRuntime().maxMemory() / 2 / BYTES_A_KEY;
    if (keys > room) {
      throw new RefusedException(
          "Cannot compact %s here: %d deleted keys apply to one group of files, and %d fit into memory. Give the command more memory (JAVA_TOOL_OPTIONS=-Xmx…), or let an engine rewrite the branch once, then compact oftener."
              .formatted(table.name(), keys, room));
    }
  }

  private void read(DeleteFile file) {
    Set<Integer> ids = Set.copyOf(file.equalityFieldIds());
    Keys keys = deletes.computeIfAbsent(ids, it -> new Keys(table.schema(), it));
    long number = file.dataSequenceNumber();
    each(file, keys.schema, key -> keys.delete(key, number));
  }

  private void hand(FileScanTask task, Consumer<Record> consumer) {
    // What has not landed has no number yet, and is newer than all deletes.
    long number = Objects.requireNonNullElse(task.file().dataSequenceNumber(), Long.MAX_VALUE);
    PositionDeleteIndex gone = positions(task);
    // The reader begins with the file's first row and leaves none out.
    long[] position = {0};
    each(
        task.file(),
        table.schema(),
        row -> {
          if (!gone.isDeleted(position[0]++) && !isDeleted(row, number)) {
            consumer.accept(row);
          }
        });
  }

  private PositionDeleteIndex positions(FileScanTask task) {
    List<DeleteFile> files =
        task.deletes().stream()
            .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
            .toList();
    return files.isEmpty()
        ? PositionDeleteIndex.empty()
        : positions.loadPositionDeletes(files, task.file().location());
  }

  private boolean isDeleted(Record row, long number) {
    return deletes.values().stream().anyMatch(keys -> keys.newest(row) > number);
  }

  private void each(ContentFile<?> file, Schema schema, Consumer<Record> consumer) {
    try (CloseableIterable<Record> rows =
        FormatModelRegistry.<Record, Schema>readBuilder(
                file.format(), Record.class, table.io().newInputFile(file.location()))
            .project(schema)
            .build()) {
      rows.forEach(consumer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest delete of each key, for deletes by one set of columns. */
  private static final class Keys {
    private final Schema schema;
    private final StructLikeMap<Long> newest;
    private final InternalRecordWrapper deleted;
    private final InternalRecordWrapper row;
    private final StructProjection keyOfRow;

    private Keys(Schema table, Set<Integer> ids) {
      this.schema = TypeUtil.selectInIdOrder(table, ids);
      this.newest = StructLikeMap.create(schema.asStruct());
      this.deleted = new InternalRecordWrapper(schema.asStruct());
      this.row = new InternalRecordWrapper(table.asStruct());
      this.keyOfRow = StructProjection.create(table, schema);
    }

    private void delete(Record key, long number) {
      newest.merge(deleted.copyFor(key.copy()), number, Math::max);
    }

    private long newest(Record of) {
      return newest.getOrDefault(keyOfRow.wrap(row.wrap(of)), 0L);
    }
  }
}
