package dev.tidemark.tests.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What all files below a table's location say, referred to or not: Parquet and Avro decoded, since
 * their bytes are compressed, anything else as it is.
 */
record StoredTexts(Map<String, String> byFile) {

  static StoredTexts of(Table table) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (FileInfo file :
        ((SupportsPrefixOperations) table.io()).listPrefix(table.location() + "/")) {
      InputFile input = table.io().newInputFile(file.location());
      try {
        texts.put(file.location(), text(table, file.location(), input));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new StoredTexts(texts);
  }

  /** The files that say this. */
  List<String> with(String word) {
    return byFile.entrySet().stream()
        .filter(file -> file.getValue().contains(word))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String text(Table table, String name, InputFile file) throws IOException {
    StringBuilder text = new StringBuilder();
    if (name.endsWith(".parquet")) {
      // Files of deletes have some of the columns only.
      Schema columns =
          new Schema(table.schema().columns().stream().map(NestedField::asOptional).toList());
      try (CloseableIterable<Record> rows =
          Parquet.read(file)
              .project(columns)
              .createReaderFunc(type -> GenericParquetReaders.buildReader(columns, type))
              .build()) {
        rows.forEach(row -> row.struct().fields().forEach(f -> add(text, row.getField(f.name()))));
      }
    } else if (name.endsWith(".avro")) {
      try (var records =
          new DataFileStream<GenericRecord>(file.newStream(), new GenericDatumReader<>())) {
        records.forEach(record -> text.append(record).append('\n'));
      }
    } else {
      try (var bytes = file.newStream()) {
        text.append(new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  private static void add(StringBuilder text, Object value) {
    if (value instanceof ByteBuffer bytes) {
      text.append(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
    } else {
      text.append(value);
    }
    text.append('\n');
  }
}
