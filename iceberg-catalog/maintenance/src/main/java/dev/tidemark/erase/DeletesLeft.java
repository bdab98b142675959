package dev.tidemark.erase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;

/** Deletes by key without those that name an unwanted key. */
final class DeletesLeft {
  private DeletesLeft() {}

  /** Writes what is left of a file of deletes; empty if nothing is. */
  static Optional<DeleteFile> write(Table table, DeleteFile file, Unwanted unwanted) {
    Schema key = Search.columns(table, file);
    PartitionSpec spec = table.specs().get(file.specId());
    StructLike partition = spec.isUnpartitioned() ? null : file.partition();
    var factory =
        new GenericFileWriterFactory.Builder(table)
            .equalityDeleteRowSchema(key)
            .equalityFieldIds(file.equalityFieldIds().stream().mapToInt(id -> id).toArray())
            .build();
    var out =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId("rewrite-" + UUID.randomUUID())
            .build();
    Predicate<Record> test = unwanted.in(key);
    long left = 0;
    try (CloseableIterable<Record> keys = Search.rows(table, file, key);
        EqualityDeleteWriter<Record> writer =
            factory.newEqualityDeleteWriter(out.newOutputFile(spec, partition), spec, partition)) {
      for (Record row : keys) {
        if (!test.test(row)) {
          writer.write(row);
          left++;
        }
      }
      writer.close();
      if (left > 0) {
        return Optional.of(writer.toDeleteFile());
      }
      table.io().deleteFile(writer.toDeleteFile().location());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
