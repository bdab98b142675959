package dev.tidemark.query;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.lineage.Tidemark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.types.Row;

/**
 * The answer as one JSON object in a file: {@code read} (table, version, at, and the tidemark's
 * run, epoch and id), {@code columns} (name, type), {@code rows} (objects, each with all columns),
 * {@code complete} (false if more rows were there than wanted). Or {@code error}, a sentence,
 * alone.
 */
final class Answer implements AutoCloseable {
  private final JsonGenerator json;
  private final CellWriter cells;

  Answer(Path file) throws IOException {
    this.json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8);
    this.cells = new CellWriter(json);
    json.writeStartObject();
  }

  /** Puts an error in the place of an answer, or of what there is of it. */
  static void error(Path file, String sentence) throws IOException {
    try (var json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("error", sentence);
      json.writeEndObject();
    }
  }

  void reads(Collection<TableRead> reads) throws IOException {
    json.writeArrayFieldStart("read");
    for (TableRead read : reads) {
      json.writeStartObject();
      json.writeStringField("table", read.table());
      // A text, as in the other commands: snapshot ids do not fit JavaScript's numbers.
      json.writeStringField("version", Long.toString(read.version()));
      json.writeStringField("at", read.at().toString());
      Tidemark tidemark = read.tidemark();
      if (tidemark != null) {
        json.writeObjectFieldStart("tidemark");
        json.writeStringField("run", tidemark.run());
        json.writeNumberField("epoch", tidemark.epoch());
        json.writeStringField("id", tidemark.id());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes at most {@code limit} rows. */
  void rows(List<Column> columns, Iterator<Row> rows, long limit) throws IOException {
    json.writeArrayFieldStart("columns");
    for (Column column : columns) {
      json.writeStartObject();
      json.writeStringField("name", column.getName());
      json.writeStringField("type", column.getDataType().getLogicalType().asSummaryString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (long i = 0; i < limit && rows.hasNext(); i++) {
      Row row = rows.next();
      json.writeStartObject();
      for (int at = 0; at < columns.size(); at++) {
        json.writeFieldName(columns.get(at).getName());
        cells.write(row.getField(at));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("complete", !rows.hasNext());
  }

  @Override
  public void close() throws IOException {
    // Also ends what a failure has left open.
    json.close();
  }
}
