package dev.tidemark.control.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Savepoints made and deleted: Flink is told to begin, and asked until it is done. */
final class Savepoints {
  /** What Flink says of a savepoint that is not there. */
  private static final String NONE = "Cannot find checkpoint or savepoint";

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /**
   * A savepoint is done before it is counted (Flink's {@code CheckpointCoordinator} completes its
   * future first), and for 3 s, {@code rest.cache.checkpoint-statistics.timeout}, the statistics
   * may be those that somebody asked for before.
   */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(20);

  private final FlinkHttp http;

  Savepoints(FlinkHttp http) {
    this.http = http;
  }

  /** See {@link FlinkRest#stopWithSavepoint}. */
  Optional<String> stop(String jobId, @Nullable String folder, Duration patience)
      throws InterruptedException {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("targetDirectory", folder)
            .put("drain", false)
            .put("formatType", "NATIVE");
    String trigger;
    try {
      trigger = begin("/jobs/" + jobId + "/stop", body);
    } catch (IOException failure) {
      throw http.failed("stop the job " + jobId, failure);
    }
    try {
      return Optional.of(await(jobId, trigger, patience));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** See {@link FlinkRest#savepoint}. */
  FlinkRest.Savepoint take(String jobId, @Nullable String folder, Duration patience)
      throws InterruptedException {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("target-directory", folder)
            .put("cancel-job", false)
            .put("formatType", "NATIVE");
    try {
      String trigger = begin("/jobs/" + jobId + "/savepoints", body);
      String path = await(jobId, trigger, patience);
      return new FlinkRest.Savepoint(path, checkpointOf(jobId, path));
    } catch (IOException failure) {
      throw http.failed("take a savepoint of the job " + jobId, failure);
    }
  }

  private long checkpointOf(String jobId, String savepoint)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode known = http.get("/jobs/" + jobId + "/checkpoints");
      for (JsonNode one : candidates(known)) {
        if (savepoint.equals(one.path("external_path").asText())) {
          return one.path("id").asLong();
        }
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    throw new CommandFailure(
        "The job %s made the savepoint %s, but its number is not to be found. Take another one."
            .formatted(jobId, savepoint));
  }

  /** The newest savepoint, which later checkpoints do not displace, and the newest checkpoints. */
  private static List<JsonNode> candidates(JsonNode statistics) {
    List<JsonNode> all = new ArrayList<>();
    all.add(statistics.path("latest").path("savepoint"));
    statistics.path("history").forEach(all::add);
    return all;
  }

  /** See {@link FlinkRest#dispose}. */
  void dispose(String savepoint, Duration patience) throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("savepoint-path", savepoint);
    String cause;
    try {
      String trigger = begin("/savepoint-disposal", body);
      cause =
          end("/savepoint-disposal/" + trigger, patience)
              .map(Savepoints::failure)
              .orElse("Flink at %s has not done it in time".formatted(http.url()));
    } catch (IOException failure) {
      throw http.failed("delete the savepoint " + savepoint, failure);
    }
    if (!cause.isEmpty() && !cause.contains(NONE)) {
      throw new CommandFailure("Cannot delete the savepoint %s: %s.".formatted(savepoint, cause));
    }
  }

  private String await(String jobId, String trigger, Duration patience)
      throws IOException, InterruptedException {
    JsonNode operation =
        end("/jobs/" + jobId + "/savepoints/" + trigger, patience)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "The job %s has not finished its savepoint in time; it may still do so and stop then. See %s."
                            .formatted(jobId, http.url())));
    if (!operation.hasNonNull("location")) {
      throw new CommandFailure(
          "The job %s made no savepoint and goes on: %s. Try again, or see its log."
              .formatted(jobId, failure(operation)));
    }
    return operation.get("location").asText();
  }

  private String begin(String path, ObjectNode body) throws IOException {
    return http.post(path, body).path("request-id").asText();
  }

  /** How the operation went; empty if it is not over in time. */
  private Optional<JsonNode> end(String path, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = http.get(path);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        return Optional.of(answer.path("operation"));
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    return Optional.empty();
  }

  private static String failure(JsonNode operation) {
    return FlinkHttp.lastCause(operation.path("failure-cause").path("stack-trace").asText());
  }
}
