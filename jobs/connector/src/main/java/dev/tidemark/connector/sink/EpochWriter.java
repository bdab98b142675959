package dev.tidemark.connector.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.io.TaskWriter;

/** Writes rows into Iceberg data and delete files and closes them at each checkpoint. */
final class EpochWriter implements CommittingSinkWriter<RowData, WrittenFiles> {
  private final TableWriters writers;
  private TaskWriter<RowData> writer;

  EpochWriter(TableWriters writers, int subtask, int attempt) {
    this.writers = writers;
    writers.initialize(subtask, attempt);
    this.writer = writers.create();
  }

  @Override
  public void write(RowData row, Context context) throws IOException {
    writer.write(row);
  }

  /** Nothing to do: the epoch's files are closed in {@link #prepareCommit}. */
  @Override
  public void flush(boolean endOfInput) {}

  @Override
  public Collection<WrittenFiles> prepareCommit() throws IOException {
    WrittenFiles files = WrittenFiles.of(writer.complete(), writers.specs());
    writer = writers.create();
    return files.isEmpty() ? List.of() : List.of(files);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
