package dev.tidemark.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A file that gets one line per case, a JSON object: {@code case}, {@code millis}, and either
 * {@code rows} (objects with all columns) and {@code rejected} (objects with topic, partition,
 * offset, reason, message), or {@code error}, a sentence. A line that ends is whole.
 */
final class Answers implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final BufferedWriter file;

  Answers(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file);
  }

  void found(String name, Duration took, ArrayNode rows, ArrayNode rejected) {
    ObjectNode answer = answer(name, took);
    answer.set("rows", rows);
    answer.set("rejected", rejected);
    write(answer);
  }

  void failed(String name, Duration took, String sentence) {
    write(answer(name, took).put("error", sentence));
  }

  private ObjectNode answer(String name, Duration took) {
    return json.createObjectNode().put("case", name).put("millis", took.toMillis());
  }

  private synchronized void write(ObjectNode answer) {
    try {
      file.write(json.writeValueAsString(answer));
      file.write('\n');
      file.flush();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
