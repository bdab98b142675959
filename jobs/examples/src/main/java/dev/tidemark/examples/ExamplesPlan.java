package dev.tidemark.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run, as {@code tidemark test} writes it; the topics are there and filled.
 *
 * @param cases in the order in which they start
 * @param arguments of every run, {@code --key value} pairs without definition and run
 * @param folder for what runs leave: checkpoints
 * @param atOnce how many run at the same time
 */
public record ExamplesPlan(
    List<PlannedCase> cases,
    List<String> arguments,
    String folder,
    int atOnce,
    long patienceMillis) {
  static ExamplesPlan read(Path file) throws IOException {
    return new ObjectMapper().readValue(file.toFile(), ExamplesPlan.class);
  }

  /**
   * One case.
   *
   * @param definition name or folder
   * @param table where its rows go, in full
   * @param topicPrefix in front of each of the definition's topics
   * @param ends of each topic, with the prefix, how many records each partition holds
   */
  public record PlannedCase(
      String name,
      String definition,
      String table,
      String topicPrefix,
      Map<String, List<Long>> ends) {}
}
