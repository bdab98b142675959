package dev.tidemark.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster of separate JVMs: one JobManager without high availability, some
 * TaskManagers, the S3 file system as a plugin, checkpoints and savepoints on the stack's S3 (in
 * its folder if it has none).
 *
 * <p>Killing a TaskManager makes its jobs restart once there are slots again. Killing the
 * JobManager loses all jobs, not their checkpoints: {@code jobManager().restart()}, then submit
 * from {@link #latestCheckpoint}.
 */
public final class FlinkCluster {
  private static final Pattern JOB_ID =
      Pattern.compile("Job has been submitted with JobID ([0-9a-f]{32})");
  private static final int OUTPUT_LINES = 500;
  private static final Duration CLI_LIMIT = Duration.ofMinutes(5);
  private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(5);

  private final FlinkProcesses processes;
  private final FlinkRest rest;
  private final Checkpoints checkpoints;
  private final List<ChildProcess> taskManagers = new CopyOnWriteArrayList<>();
  private final ChildProcess jobManager;
  private @Nullable ChildProcess sqlGateway;

  private FlinkCluster(FlinkProcesses processes, Checkpoints checkpoints) {
    this.processes = processes;
    this.rest = processes.rest();
    this.checkpoints = checkpoints;
    this.jobManager = processes.jobManager();
  }

  /** Starts the processes; {@link #awaitReady()} waits for them. */
  static FlinkCluster start(FlinkProcesses processes, Checkpoints checkpoints, int taskManagers) {
    FlinkCluster cluster = new FlinkCluster(processes, checkpoints);
    for (int i = 0; i < taskManagers; i++) {
      cluster.taskManagers.add(processes.taskManager());
    }
    return cluster;
  }

  void awaitReady() {
    jobManager.awaitReady();
    taskManagers.forEach(ChildProcess::awaitReady);
  }

  /** All processes, in the order in which they may end. */
  synchronized List<ChildProcess> processes() {
    List<ChildProcess> all = new ArrayList<>();
    Optional.ofNullable(sqlGateway).ifPresent(all::add);
    all.addAll(taskManagers);
    all.add(jobManager);
    return all;
  }

  /** The REST interface and web console, without a slash at its end. */
  public URI restUrl() {
    return processes.restUrl();
  }

  /** The JobManager. After its restart, {@link #awaitTaskManagers()}. */
  public ChildProcess jobManager() {
    return jobManager;
  }

  /** The TaskManagers, dead ones too. */
  public List<ChildProcess> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /** Adds a TaskManager like the others and returns when its slots are offered. */
  public ChildProcess addTaskManager() {
    ChildProcess added = processes.taskManager();
    taskManagers.add(added);
    added.awaitReady();
    return added;
  }

  /** Returns when every living TaskManager has registered with the JobManager of now. */
  public void awaitTaskManagers() {
    taskManagers.stream().filter(ChildProcess::isAlive).forEach(ChildProcess::awaitReady);
  }

  /** Kills and starts every process anew: an empty cluster, as after a power cut. */
  public void restart() {
    processes().forEach(ChildProcess::kill);
    jobManager.restart();
    taskManagers.forEach(ChildProcess::restart);
  }

  /**
   * Runs {@code flink run -d} in a JVM of its own and returns the job's id.
   *
   * @throws LocalStackException if the job's main or the cluster refuses, with the reason
   */
  public String submitByCli(Path jar, FlinkRun run) {
    List<String> args = new ArrayList<>(List.of("run", "-d", "-t", "remote"));
    run.configuration().forEach((key, value) -> args.add("-D" + key + "=" + value));
    run.restoreFrom().ifPresent(uri -> args.addAll(List.of("-s", uri)));
    args.addAll(List.of("-p", Integer.toString(run.parallelism()), "-c", run.mainClass()));
    args.add(jar.toAbsolutePath().toString());
    args.addAll(run.args());

    ChildProcess cli = processes.cli(args);
    int exitCode = cli.awaitExit(CLI_LIMIT);
    String output = String.join("\n", cli.lastLogLines(OUTPUT_LINES));
    Matcher id = JOB_ID.matcher(output);
    if (exitCode != 0 || !id.find()) {
      throw new LocalStackException(
          "flink run of %s ended with exit code %d: %s. Read %s."
              .formatted(jar.getFileName(), exitCode, rootCause(output), cli.logFile()));
    }
    return id.group(1);
  }

  /**
   * Uploads the jar and runs it through REST, its main inside the JobManager; returns the job's id.
   *
   * @throws LocalStackException if the job's main or the cluster refuses, with the reason
   */
  public String submitByRest(Path jar, FlinkRun run) {
    ObjectNode body = FlinkRest.object();
    body.put("entryClass", run.mainClass());
    body.put("parallelism", run.parallelism());
    run.args().forEach(body.putArray("programArgsList")::add);
    run.restoreFrom().ifPresent(uri -> body.put("savepointPath", uri));
    ObjectNode configuration = body.putObject("flinkConfiguration");
    run.configuration().forEach(configuration::put);
    return rest.post("/jars/" + rest.upload(jar) + "/run", body).path("jobid").asText();
  }

  /** A new session of the cluster's SQL gateway, which is started when it is first needed. */
  public SqlSession sqlSession() {
    return SqlSession.open(processes.sqlGatewayUrl(), runningSqlGateway());
  }

  private synchronized ChildProcess runningSqlGateway() {
    ChildProcess gateway = sqlGateway;
    if (gateway == null) {
      gateway = processes.sqlGateway();
      sqlGateway = gateway;
      gateway.awaitReady();
    }
    return gateway;
  }

  /**
   * Runs the statements of a file through Flink's SQL client, in a session of the SQL gateway, and
   * returns what it prints.
   *
   * @throws LocalStackException if a statement fails, with the reason
   */
  public String runSqlFile(Path statements) {
    runningSqlGateway();
    ChildProcess client = processes.sqlClient(statements);
    int exitCode = client.awaitExit(CLI_LIMIT);
    String output = String.join("\n", client.lastLogLines(OUTPUT_LINES));
    if (exitCode != 0 || output.contains("[ERROR]")) {
      throw new LocalStackException(
          "The SQL client ended with exit code %d on %s: %s. Read %s."
              .formatted(exitCode, statements.getFileName(), rootCause(output), client.logFile()));
    }
    return output;
  }

  /** Flink's name of the job's state: CREATED, RUNNING, RESTARTING, FAILED, FINISHED, CANCELED… */
  public String jobStatus(String jobId) {
    return get("/jobs/" + jobId).path("state").asText();
  }

  /** Asks the job to cancel; its checkpoints stay. */
  public void cancel(String jobId) {
    rest.patch("/jobs/" + jobId + "?mode=cancel");
  }

  /** Stops the job behind a native savepoint and returns the savepoint's URI. */
  public String stopWithSavepoint(String jobId) {
    return savepoint(jobId, "stop", FlinkRest.object().put("drain", false));
  }

  /** Takes a native savepoint while the job goes on and returns its URI. */
  public String savepoint(String jobId) {
    return savepoint(jobId, "savepoints", FlinkRest.object().put("cancel-job", false));
  }

  /** The job's newest complete checkpoint, readable also when no process of the cluster runs. */
  public Optional<String> latestCheckpoint(String jobId) {
    return checkpoints.latest(processes.checkpoints() + "/" + jobId);
  }

  /** Any answer of the REST interface to a GET, e.g. {@code /jobs/…/exceptions}. */
  public JsonNode get(String path) {
    return rest.get(path);
  }

  private String savepoint(String jobId, String verb, ObjectNode body) {
    String job = "/jobs/" + jobId;
    String request =
        rest.post(job + "/" + verb, body.put("formatType", "NATIVE")).path("request-id").asText();
    long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = get(job + "/savepoints/" + request);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.has("failure-cause")) {
          throw new LocalStackException(
              "The savepoint of job %s failed: %s. Read %s."
                  .formatted(
                      jobId,
                      rootCause(operation.path("failure-cause").path("stack-trace").asText()),
                      jobManager.logFile()));
        }
        return operation.path("location").asText();
      }
      Pause.briefly();
    }
    throw new LocalStackException(
        "The savepoint of job %s is not complete after %d s. Read %s."
            .formatted(jobId, SAVEPOINT_LIMIT.toSeconds(), jobManager.logFile()));
  }

  /** The innermost "Caused by" of a printed exception, or its first line. */
  private static String rootCause(String output) {
    List<String> lines = output.lines().filter(l -> !l.isBlank()).toList();
    return lines.stream()
        .filter(l -> l.startsWith("Caused by: "))
        .reduce((outer, inner) -> inner)
        .map(l -> l.substring("Caused by: ".length()))
        .orElse(lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1).strip());
  }
}
