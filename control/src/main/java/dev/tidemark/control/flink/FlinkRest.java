package dev.tidemark.control.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster's REST interface: of a session cluster, or of the one job that a local process
 * runs.
 */
public final class FlinkRest {
  private final FlinkHttp http;
  private final Savepoints savepoints;

  public FlinkRest(String url) {
    http = new FlinkHttp(url);
    savepoints = new Savepoints(http);
  }

  /**
   * A job of the cluster.
   *
   * @param state as Flink writes it, for example RUNNING
   */
  public record Job(String id, String name, String state, int runningTasks, int tasks) {
    /** Whether every task runs. */
    public boolean isRunning() {
      return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks;
    }

    /** Whether it will never run again. */
    public boolean isOver() {
      return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
    }
  }

  /**
   * How a jar is to be run.
   *
   * @param restoreFrom checkpoint or savepoint; null to start from nothing
   */
  public record JarRun(
      String mainClass, List<String> arguments, int parallelism, @Nullable String restoreFrom) {}

  /** All jobs that the cluster remembers; empty if nothing answers at the address. */
  public Optional<List<Job>> jobs() {
    JsonNode answer;
    try {
      answer = http.get("/jobs/overview");
    } catch (IOException nobody) {
      return Optional.empty();
    }
    var jobs = new ArrayList<Job>();
    for (JsonNode job : answer.path("jobs")) {
      JsonNode tasks = job.path("tasks");
      jobs.add(
          new Job(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              tasks.path("running").asInt(),
              tasks.path("total").asInt()));
    }
    return Optional.of(List.copyOf(jobs));
  }

  /** A job by its id; empty if nothing answers, or the cluster does not know it. */
  public Optional<Job> job(String id) {
    return jobs().stream().flatMap(List::stream).filter(job -> job.id().equals(id)).findFirst();
  }

  /** What made the job fail last; empty if nothing did. */
  public Optional<String> failureOf(String jobId) {
    try {
      JsonNode entries =
          http.get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries");
      return entries.isEmpty()
          ? Optional.empty()
          : Optional.of(FlinkHttp.lastCause(entries.get(0).path("stacktrace").asText()));
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  /** Uploads a jar and returns its id there. */
  public String upload(Path jar) {
    String boundary = UUID.randomUUID().toString();
    try {
      BodyPublisher body =
          BodyPublishers.concat(
              BodyPublishers.ofString(
                  "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
                      .formatted(boundary, jar.getFileName())),
              BodyPublishers.ofFile(jar),
              BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
      JsonNode answer =
          http.send(
              http.request("/jars/upload")
                  .timeout(Duration.ofMinutes(5))
                  .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                  .POST(body));
      String name = answer.path("filename").asText();
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (IOException failure) {
      throw http.failed("upload " + jar, failure);
    }
  }

  /** Runs an uploaded jar and returns the job's id. */
  public String run(String jarId, JarRun run) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("entryClass", run.mainClass());
    body.put("parallelism", run.parallelism());
    run.arguments().forEach(body.putArray("programArgsList")::add);
    if (run.restoreFrom() != null) {
      body.put("savepointPath", run.restoreFrom());
      body.put("claimMode", "NO_CLAIM");
    }
    try {
      return http.post("/jars/" + jarId + "/run", body, Duration.ofMinutes(3))
          .path("jobid")
          .asText();
    } catch (IOException failure) {
      throw http.failed("run " + run.mainClass(), failure);
    }
  }

  /**
   * Stops a job with a native savepoint and returns the savepoint's path; empty if Flink went away
   * before it could tell, as a local process does as soon as its job has stopped.
   *
   * @param folder where the savepoint goes; null for where the cluster keeps savepoints
   */
  public Optional<String> stopWithSavepoint(
      String jobId, @Nullable String folder, Duration patience) throws InterruptedException {
    return savepoints.stop(jobId, folder, patience);
  }

  /**
   * A savepoint of a job that goes on.
   *
   * @param checkpoint its number among the job's checkpoints
   */
  public record Savepoint(String path, long checkpoint) {}

  /**
   * Takes a native savepoint of a job, which goes on.
   *
   * @param folder where it goes; null for where the cluster keeps savepoints
   * @throws CommandFailure if there is none, with the reason
   */
  public Savepoint savepoint(String jobId, @Nullable String folder, Duration patience)
      throws InterruptedException {
    return savepoints.take(jobId, folder, patience);
  }

  /** Where the job's newest complete checkpoint is; empty if it has none, or nobody says. */
  public Optional<String> newestCheckpoint(String jobId) {
    try {
      String path =
          http.get("/jobs/" + jobId + "/checkpoints")
              .at("/latest/completed/external_path")
              .asText();
      return path.isEmpty() ? Optional.empty() : Optional.of(path);
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  /** How many of the job's last checkpoints are complete and came after one; savepoints apart. */
  public int completedAfter(String jobId, long checkpoint) {
    try {
      int after = 0;
      JsonNode known = http.get("/jobs/" + jobId + "/checkpoints");
      for (JsonNode one : known.path("history")) {
        boolean counts =
            one.path("id").asLong() > checkpoint
                && !one.path("is_savepoint").asBoolean()
                && one.path("status").asText().equals("COMPLETED");
        after += counts ? 1 : 0;
      }
      return after;
    } catch (IOException failure) {
      throw http.failed("see the checkpoints of the job " + jobId, failure);
    }
  }

  /**
   * Has a savepoint's files deleted, and waits for it. Does nothing if they are gone.
   *
   * @throws CommandFailure if they are still there, with the reason
   */
  public void dispose(String savepoint, Duration patience) throws InterruptedException {
    savepoints.dispose(savepoint, patience);
  }

  /**
   * Metrics of a job's coordinators, such as its sources': of each vertex that has any with this in
   * their name, their values by what stands behind it.
   */
  public List<Map<String, String>> coordinatorMetrics(String jobId, String within) {
    try {
      List<Map<String, String>> all = new ArrayList<>();
      for (JsonNode vertex : http.get("/jobs/" + jobId).path("vertices")) {
        String path =
            "/jobs/%s/vertices/%s/jm-operator-metrics".formatted(jobId, vertex.path("id").asText());
        Map<String, String> values = new TreeMap<>();
        for (JsonNode metric : http.get(path)) {
          String name = metric.path("id").asText();
          if (name.contains(within)) {
            String query = "?get=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
            values.put(
                name.substring(name.indexOf(within) + within.length()),
                http.get(path + query).path(0).path("value").asText());
          }
        }
        all.add(values);
      }
      return all.stream().filter(values -> !values.isEmpty()).toList();
    } catch (IOException failure) {
      throw http.failed("see the metrics of the job " + jobId, failure);
    }
  }
}
