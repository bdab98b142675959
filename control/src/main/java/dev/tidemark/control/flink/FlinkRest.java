package dev.tidemark.control.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Flink answers while it elects its leader, as every JobManager does when it starts. */
  private static final int UNAVAILABLE = 503;

  /** What Flink says of a savepoint that is not there. */
  private static final String NO_SAVEPOINT = "Cannot find checkpoint or savepoint";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String url;

  public FlinkRest(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
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
      answer = answer(request("/jobs/overview").GET().build());
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
          answer(request("/jobs/" + jobId + "/exceptions").GET().build())
              .path("exceptionHistory")
              .path("entries");
      return entries.isEmpty()
          ? Optional.empty()
          : Optional.of(lastCause(entries.get(0).path("stacktrace").asText()));
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
          answer(
              request("/jars/upload")
                  .timeout(Duration.ofMinutes(5))
                  .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                  .POST(body)
                  .build());
      String name = answer.path("filename").asText();
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (IOException failure) {
      throw failed("upload " + jar, failure);
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
      return answer(
              request("/jars/" + jarId + "/run")
                  .timeout(Duration.ofMinutes(3))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                  .build())
          .path("jobid")
          .asText();
    } catch (IOException failure) {
      throw failed("run " + run.mainClass(), failure);
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
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("targetDirectory", folder)
            .put("drain", false)
            .put("formatType", "NATIVE");
    String trigger;
    try {
      trigger =
          answer(
                  request("/jobs/" + jobId + "/stop")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body.toString()))
                      .build())
              .path("request-id")
              .asText();
    } catch (IOException failure) {
      throw failed("stop the job " + jobId, failure);
    }
    try {
      return Optional.of(awaitSavepoint(jobId, trigger, System.nanoTime() + patience.toNanos()));
    } catch (IOException gone) {
      return Optional.empty();
    }
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
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("target-directory", folder)
            .put("cancel-job", false)
            .put("formatType", "NATIVE");
    try {
      String trigger =
          answer(
                  request("/jobs/" + jobId + "/savepoints")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body.toString()))
                      .build())
              .path("request-id")
              .asText();
      String path = awaitSavepoint(jobId, trigger, System.nanoTime() + patience.toNanos());
      return new Savepoint(path, checkpointOf(jobId, path));
    } catch (IOException failure) {
      throw failed("take a savepoint of the job " + jobId, failure);
    }
  }

  private long checkpointOf(String jobId, String savepoint) throws IOException {
    JsonNode known = answer(request("/jobs/" + jobId + "/checkpoints").GET().build());
    JsonNode newest = known.path("latest").path("savepoint");
    if (savepoint.equals(newest.path("external_path").asText())) {
      return newest.path("id").asLong();
    }
    for (JsonNode one : known.path("history")) {
      if (savepoint.equals(one.path("external_path").asText())) {
        return one.path("id").asLong();
      }
    }
    throw new CommandFailure(
        "The job %s made the savepoint %s, but its number is not to be found any more. Take another one."
            .formatted(jobId, savepoint));
  }

  /** How many of the job's last checkpoints are complete and came after one; savepoints apart. */
  public int completedAfter(String jobId, long checkpoint) {
    try {
      int after = 0;
      JsonNode known = answer(request("/jobs/" + jobId + "/checkpoints").GET().build());
      for (JsonNode one : known.path("history")) {
        boolean counts =
            one.path("id").asLong() > checkpoint
                && !one.path("is_savepoint").asBoolean()
                && one.path("status").asText().equals("COMPLETED");
        after += counts ? 1 : 0;
      }
      return after;
    } catch (IOException failure) {
      throw failed("see the checkpoints of the job " + jobId, failure);
    }
  }

  /**
   * Has a savepoint's files deleted, and waits for it. Does nothing if they are gone.
   *
   * @throws CommandFailure if they are still there, with the reason
   */
  public void dispose(String savepoint, Duration patience) throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("savepoint-path", savepoint);
    String cause;
    try {
      String trigger =
          answer(
                  request("/savepoint-disposal")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body.toString()))
                      .build())
              .path("request-id")
              .asText();
      cause = awaitDisposal(trigger, System.nanoTime() + patience.toNanos());
    } catch (IOException failure) {
      throw failed("delete the savepoint " + savepoint, failure);
    }
    if (!cause.isEmpty() && !cause.contains(NO_SAVEPOINT)) {
      throw new CommandFailure("Cannot delete the savepoint %s: %s.".formatted(savepoint, cause));
    }
  }

  /** Why nothing was deleted; empty if it was. */
  private String awaitDisposal(String trigger, long deadline)
      throws IOException, InterruptedException {
    while (System.nanoTime() < deadline) {
      JsonNode answer = answer(request("/savepoint-disposal/" + trigger).GET().build());
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        return lastCause(
            answer.path("operation").path("failure-cause").path("stack-trace").asText());
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    return "Flink at %s has not done it in time".formatted(url);
  }

  private String awaitSavepoint(String jobId, String trigger, long deadline)
      throws IOException, InterruptedException {
    while (System.nanoTime() < deadline) {
      JsonNode answer = answer(request("/jobs/" + jobId + "/savepoints/" + trigger).GET().build());
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.hasNonNull("location")) {
          return operation.get("location").asText();
        }
        throw new CommandFailure(
            "The job %s made no savepoint and goes on: %s. Try again, or see its log."
                .formatted(
                    jobId,
                    lastCause(operation.path("failure-cause").path("stack-trace").asText())));
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    throw new CommandFailure(
        "The job %s has not finished its savepoint in time; it may still do so and stop then. See %s."
            .formatted(jobId, url));
  }

  /**
   * Metrics of a job's coordinators, such as its sources': of each vertex that has any with this in
   * their name, their values by what stands behind it.
   */
  public List<Map<String, String>> coordinatorMetrics(String jobId, String within) {
    try {
      List<Map<String, String>> all = new ArrayList<>();
      for (JsonNode vertex : answer(request("/jobs/" + jobId).GET().build()).path("vertices")) {
        String path =
            "/jobs/%s/vertices/%s/jm-operator-metrics".formatted(jobId, vertex.path("id").asText());
        Map<String, String> values = new TreeMap<>();
        for (JsonNode metric : answer(request(path).GET().build())) {
          String name = metric.path("id").asText();
          if (name.contains(within)) {
            String query = "?get=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
            values.put(
                name.substring(name.indexOf(within) + within.length()),
                answer(request(path + query).GET().build()).path(0).path("value").asText());
          }
        }
        all.add(values);
      }
      return all.stream().filter(values -> !values.isEmpty()).toList();
    } catch (IOException failure) {
      throw failed("see the metrics of the job " + jobId, failure);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  private JsonNode answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == UNAVAILABLE) {
        throw new IOException("it is not ready yet");
      }
      if (answer.statusCode() >= 300) {
        throw CommandFailure.unreachable(
            "Flink at %s answered %d to %s: %s"
                .formatted(
                    url, answer.statusCode(), request.uri().getPath(), reason(answer.body())));
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Flink at " + url + ".");
    }
  }

  private CommandFailure failed(String what, IOException reason) {
    return CommandFailure.unreachable(
        "Cannot %s at %s: %s. Check that Flink runs there.".formatted(what, url, reason), reason);
  }

  private static String reason(String body) {
    try {
      JsonNode errors = JSON.readTree(body).path("errors");
      return errors.isEmpty() ? body : lastCause(errors.get(errors.size() - 1).asText());
    } catch (IOException noJson) {
      return body;
    }
  }

  /** The innermost cause of a stack trace as text; it is the one that says what to do. */
  static String lastCause(String stackTrace) {
    String cause = stackTrace.lines().findFirst().orElse("");
    for (String line : stackTrace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        cause = line.substring("Caused by: ".length());
      }
    }
    return cause;
  }
}
