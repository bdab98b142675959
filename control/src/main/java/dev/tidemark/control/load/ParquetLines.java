package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, whoever wrote it. Of its columns, those alone are read that the
 * mapping names; a row group's pages of these are in memory. Columns in structures are paths with
 * dots.
 */
final class ParquetLines implements Lines {
  private final CloseableIterable<Record> records;
  private final CloseableIterator<Record> iterator;
  private final Columns columns;
  private final List<ParquetColumn> readers;
  private final long rows;
  private long number;

  private ParquetLines(Path file, MessageType wanted, Columns columns, long rows) {
    Schema all = ParquetSchemaUtil.convert(wanted);
    this.columns = columns;
    this.rows = rows;
    this.readers = columns.names().stream().map(name -> ParquetColumn.of(all, name)).toList();
    Schema read = all.select(readers.stream().map(ParquetColumn::root).distinct().toList());
    this.records =
        Parquet.read(Files.localInput(file.toFile()))
            .project(read)
            .withNameMapping(MappingUtil.create(all))
            .createReaderFunc(
                // The reader takes every structure for one whose columns are all known.
                fileSchema ->
                    GenericParquetReaders.buildReader(
                        read, ParquetSchemaUtil.pruneColumns(fileSchema, read)))
            .build();
    this.iterator = records.iterator();
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it is no Parquet file, or lacks columns
   * @throws CommandFailure if a column that the mapping reads would be read as other numbers
   */
  static ParquetLines open(Path file, Columns columns) throws IOException {
    try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
      MessageType written = reader.getFileMetaData().getSchema();
      MessageType wanted = WantedColumns.of(written, columns.names());
      UnsignedColumn.in(wanted, columns.names()).ifPresent(column -> refuse(file, column));
      refuseMissing(written, wanted, columns);
      return new ParquetLines(file, wanted, columns, reader.getRecordCount());
    } catch (CommandFailure refused) {
      throw refused;
    } catch (RuntimeException unreadable) {
      throw failure(unreadable);
    }
  }

  @Override
  public Optional<Line> next() throws IOException {
    try {
      return iterator.hasNext() ? Optional.of(row(iterator.next())) : Optional.empty();
    } catch (RuntimeException unreadable) {
      throw failure(unreadable);
    }
  }

  /** How many of its rows have been read, 0 to 1. */
  double readShare() {
    return rows == 0 ? 1 : number / (double) rows;
  }

  private Line row(Record record) {
    number++;
    @Nullable String[] values = new String[columns.size()];
    for (int slot = 0; slot < values.length; slot++) {
      values[slot] = readers.get(slot).text(record);
    }
    return new Line.Row(new Position(Position.Unit.ROW, number, 0, 0), columns, values);
  }

  private static void refuse(Path file, UnsignedColumn column) {
    throw new CommandFailure(
        "Cannot load %s: its column %s holds unsigned numbers of %d bits, of which the larger half cannot be read. Write it as %s, or use a mapping without it."
            .formatted(file, column.name(), column.bits(), column.instead()));
  }

  private static void refuseMissing(MessageType written, MessageType wanted, Columns columns)
      throws IOException {
    Types.StructType struct = ParquetSchemaUtil.convert(wanted).asStruct();
    var missing = new TreeSet<String>();
    for (String name : columns.names()) {
      if (!ParquetColumn.isIn(struct, name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      var present = new ArrayList<String>();
      written.getFields().forEach(field -> present.add(field.getName()));
      throw new MissingColumnsException(missing, present);
    }
  }

  /** Parquet's reader says with unchecked exceptions what is wrong with a file. */
  private static IOException failure(RuntimeException unreadable) {
    return new IOException("found no readable Parquet: " + unreadable.getMessage(), unreadable);
  }

  @Override
  public void close() throws IOException {
    iterator.close();
    records.close();
  }
}
