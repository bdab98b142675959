package dev.tidemark.compare.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/**
 * Reads the rows of one file, all of them in their order, with Iceberg's readers of internal data:
 * timestamps come as numbers and not as objects, which halves the time.
 */
final class RowFiles {
  private final FileIO io;

  RowFiles(FileIO io) {
    this.io = io;
  }

  /**
   * Hands over each row with what is made once of its schema.
   *
   * @throws UncomparableException if the file is neither Parquet nor Avro
   */
  <T> void each(
      ContentFile<?> file,
      Schema schema,
      Function<Schema, T> perFile,
      BiConsumer<StructLike, T> consumer) {
    if (file.format() != FileFormat.PARQUET && file.format() != FileFormat.AVRO) {
      throw new UncomparableException(
          "File %s is %s; Parquet and Avro are read here. Compact the table, then compare."
              .formatted(file.location(), file.format()));
    }
    T made = perFile.apply(schema);
    InputFile input = io.newInputFile(file.location(), file.fileSizeInBytes());
    try (CloseableIterable<StructLike> rows = open(file.format(), input, schema)) {
      for (StructLike row : rows) {
        consumer.accept(row, made);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close %s".formatted(file.location()), e);
    }
  }

  private static CloseableIterable<StructLike> open(
      FileFormat format, InputFile input, Schema schema) {
    return format == FileFormat.PARQUET
        ? RawParquet.read(input, schema)
        : InternalData.read(format, input).project(schema).reuseContainers().build();
  }
}
