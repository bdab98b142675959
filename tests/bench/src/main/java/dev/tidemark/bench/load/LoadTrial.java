package dev.tidemark.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.local.LocalStack;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One load of a file, typed as a person types it, in a process of its own.
 *
 * @param seconds from the first row read to the last one acknowledged, as the command says
 * @param wallSeconds of the process, from its start to its end
 */
public record LoadTrial(long rows, double seconds, double wallSeconds) {
  private static final int PARTITIONS = 4;

  /** Rows a second while loading. */
  public double perSecond() {
    return rows / seconds;
  }

  /** Rows a second of the whole process, the start of its JVM included. */
  public double perWallSecond() {
    return rows / wallSeconds;
  }

  /**
   * Loads the file into a new topic.
   *
   * @throws IllegalStateException if not all of its rows were sent
   */
  public static LoadTrial of(LocalStack stack, Path home, Path file, String topic)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("tidemark").toString(),
            "load",
            file.toString(),
            "--mapping",
            "online-retail-order-lines",
            "--topic",
            topic,
            "--partitions",
            Integer.toString(PARTITIONS),
            "--bootstrap-servers",
            stack.bootstrapServers(),
            "--registry-url",
            stack.registryUrl(),
            "--json");
    builder.environment().put("TIDEMARK_NO_BUILD", "1");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    JsonNode result = new ObjectMapper().readTree(process.getInputStream());
    int code = process.waitFor();
    double wall = (System.nanoTime() - start) / 1e9;
    if (code != 0 || !result.path("complete").asBoolean()) {
      throw new IllegalStateException(
          "The load ended with code %d and said %s. Run it by hand.".formatted(code, result));
    }
    return new LoadTrial(result.path("sent").asLong(), result.path("millis").asLong() / 1e3, wall);
  }
}
