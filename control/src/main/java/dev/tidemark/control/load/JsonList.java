package dev.tidemark.control.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that is a list of objects, or an object with such a list. One element at a time
 * is in memory.
 */
final class JsonList implements Lines {
  private final JsonParser parser;
  private final JsonRows rows;
  private final String path;
  private long number;
  private boolean ended;

  /**
   * @param path keys with dots, that lead to the list; empty if the document is one
   * @throws IOException if there is no list
   */
  JsonList(InputStream in, String path, Columns columns, @Nullable String each) throws IOException {
    this.parser = JsonRows.JSON.createParser(in);
    this.path = path;
    this.rows = new JsonRows(columns, each);
    try {
      for (String key : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
        enter(key);
      }
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException(noList());
      }
    } catch (JsonProcessingException broken) {
      throw unreadable(broken);
    }
  }

  @Override
  public Optional<Line> next() throws IOException {
    Optional<Line> row = rows.poll();
    while (row.isEmpty() && !ended) {
      read();
      row = rows.poll();
    }
    return row;
  }

  private void read() throws IOException {
    try {
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        ended = true;
        refuseMore();
        return;
      }
      number++;
      long line = parser.currentTokenLocation().getLineNr();
      JsonNode node = JsonRows.ONE.readValue(parser);
      rows.add(new Position(Position.Unit.ELEMENT, number, line, 0), node);
    } catch (JsonProcessingException broken) {
      throw unreadable(broken);
    }
  }

  /** What stands behind a list that is the whole document would be dropped without a word. */
  private void refuseMore() throws IOException {
    if (path.isEmpty() && parser.nextToken() != null) {
      throw new IOException(
          "found more behind the list, in line %d, accepted is one list"
              .formatted(parser.currentTokenLocation().getLineNr()));
    }
  }

  private void enter(String key) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException(noList());
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (parser.currentName().equals(key)) {
        return;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    throw new IOException(noList());
  }

  private String noList() {
    return path.isEmpty()
        ? "found no list, accepted is a list of objects, or a mapping that says with list: where it is"
        : "found no list at %s, where the mapping says it is".formatted(path);
  }

  private IOException unreadable(JsonProcessingException broken) {
    boolean endsEarly = broken instanceof JsonEOFException;
    // Where it ends early, the exception has the place of what began last.
    var place = endsEarly ? parser.currentLocation() : broken.getLocation();
    String where = " in line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    return endsEarly
        ? new IOException("found its end%s, accepted is ] before it".formatted(where), broken)
        : new IOException(
            "found no JSON%s: %s".formatted(where, Quoted.sentence(broken.getOriginalMessage())),
            broken);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
