package dev.tidemark.connector.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.io.TaskWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into Iceberg data and delete files and closes them at each checkpoint.
 *
 * <p>A row until an update is a delete if the row after it does not come: a filter lets only one of
 * both through. Mostly it does come, and then replaces the row by its key; the delete is spared.
 */
final class EpochWriter implements CommittingSinkWriter<RowData, WrittenFiles> {
  private final TableWriters writers;
  private final TableKey key;
  private final @Nullable RowDataSerializer copier;
  private TaskWriter<RowData> writer;

  /** The row until an update whose other half may follow next. */
  private @Nullable RowData before;

  /**
   * @param key by which rows replace each other; not used by writers that only add rows
   * @param copier of rows that their senders use again, as they may with Flink's object reuse; null
   *     if each row is this writer's own
   */
  EpochWriter(TableWriters writers, TableKey key, @Nullable RowDataSerializer copier) {
    this.writers = writers;
    this.key = key;
    this.copier = copier;
    this.writer = writers.create();
  }

  @Override
  public void write(RowData row, Context context) throws IOException {
    boolean isBefore = row.getRowKind() == RowKind.UPDATE_BEFORE;
    if (before != null && (isBefore || !replaces(row, before))) {
      delete(before);
    }
    before = isBefore ? own(row) : null;
    if (!isBefore) {
      writer.write(row);
    }
  }

  /** The row for the time after this call, and to be changed. */
  private RowData own(RowData row) {
    return copier == null ? row : copier.copy(row);
  }

  private boolean replaces(RowData row, RowData old) {
    return row.getRowKind() != RowKind.DELETE && key.isSame(row, old);
  }

  private void delete(RowData old) throws IOException {
    old.setRowKind(RowKind.DELETE);
    writer.write(old);
  }

  /** Nothing to do: the epoch's files are closed in {@link #prepareCommit}. */
  @Override
  public void flush(boolean endOfInput) {}

  @Override
  public Collection<WrittenFiles> prepareCommit() throws IOException {
    if (before != null) {
      delete(before);
      before = null;
    }
    WrittenFiles files = WrittenFiles.of(writer.complete(), writers.specs());
    writer = writers.create();
    return files.isEmpty() ? List.of() : List.of(files);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
