package dev.tidemark.bench.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * Reads a table of format 2 whose rows replace each other by one column of text. Each delete file
 * is read once; Iceberg's generic reader reads all later ones anew for each data file, which takes
 * minutes after a hundred epochs of many keys. The rules are those of "Scan Planning" in Iceberg's
 * specification.
 */
public final class KeyedContents {
  private final Table table;
  private final String key;

  /** Data sequence number of the newest equality delete of a key. */
  private final Map<String, Long> deletedKeys = new HashMap<>();

  private final Map<String, BitSet> deletedPositions = new HashMap<>();

  private KeyedContents(Table table, String key) {
    this.table = table;
    this.key = key;
  }

  /** Hands over each row of {@code main}, deletes applied, with the columns of the table. */
  public static void each(Table table, String key, Consumer<Record> consumer) {
    KeyedContents contents = new KeyedContents(table, key);
    try (CloseableIterable<FileScanTask> planned = table.newScan().planFiles()) {
      List<FileScanTask> tasks = toList(planned);
      contents.deletes(tasks).forEach(contents::note);
      tasks.forEach(task -> contents.hand(task, consumer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<FileScanTask> toList(Iterable<FileScanTask> tasks) {
    List<FileScanTask> list = new ArrayList<>();
    tasks.forEach(list::add);
    return list;
  }

  private Collection<DeleteFile> deletes(List<FileScanTask> tasks) {
    Map<String, DeleteFile> deletes = new LinkedHashMap<>();
    tasks.forEach(task -> task.deletes().forEach(file -> deletes.put(file.location(), file)));
    return deletes.values();
  }

  private void note(DeleteFile file) {
    if (file.content() == FileContent.EQUALITY_DELETES) {
      long number = file.dataSequenceNumber();
      read(
          file,
          table.schema().select(key),
          row -> deletedKeys.merge((String) row.get(0), number, Math::max));
    } else {
      Schema schema = new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS);
      read(
          file,
          schema,
          row ->
              deletedPositions
                  .computeIfAbsent((String) row.get(0), path -> new BitSet())
                  .set(Math.toIntExact((Long) row.get(1))));
    }
  }

  private void hand(FileScanTask task, Consumer<Record> consumer) {
    long number = task.file().dataSequenceNumber();
    BitSet gone = deletedPositions.getOrDefault(task.file().location(), new BitSet());
    int[] position = {0};
    read(
        task.file(),
        table.schema(),
        row -> {
          String of = (String) row.getField(key);
          if (!gone.get(position[0]++) && deletedKeys.getOrDefault(of, 0L) <= number) {
            consumer.accept(row);
          }
        });
  }

  private void read(ContentFile<?> file, Schema schema, Consumer<Record> consumer) {
    try (CloseableIterable<Record> rows =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(schema)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
            .build()) {
      rows.forEach(consumer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
