package dev.tidemark.control.run;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StartLock;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run whose job is a process of its own on this machine, with Flink inside. It ends with the
 * command that started it; its state is in its checkpoints.
 */
public final class LocalJob implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final Duration STOPS_WITHIN = Duration.ofMinutes(1);

  /** What the command that had the run's job may still need for its end, once that was stopped. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final RunRecord record;
  private final StartLock lock;
  private final ChildProcess process;
  private final FlinkRest rest;
  private final String restUrl;
  private final AtExit atExit;

  private LocalJob(RunRecord record, StartLock lock, ChildProcess process, String restUrl) {
    this.record = record;
    this.lock = lock;
    this.process = process;
    this.restUrl = restUrl;
    this.rest = new FlinkRest(restUrl);
    // It ends with this process anyway; its temporary files would stay.
    this.atExit = new AtExit("end-job", process::stop);
  }

  /**
   * Starts the process; the job is not running yet.
   *
   * @throws CommandFailure if a job of this run already runs here, or another command starts one
   */
  public static LocalJob start(JobPlan plan, RunRecord record, Environment environment)
      throws InterruptedException {
    StartLock lock = lock(record);
    boolean started = false;
    try {
      refuseASecondOne(record);
      record.planned(plan);
      int port = freePort();
      ChildProcess process = process(plan, record, environment, port);
      started = true;
      return new LocalJob(record, lock, process, "http://127.0.0.1:" + port);
    } finally {
      if (!started) {
        release(lock, record);
      }
    }
  }

  private static ChildProcess process(
      JobPlan plan, RunRecord record, Environment environment, int port) {
    List<String> arguments = new ArrayList<>(plan.arguments(environment));
    arguments.addAll(JobPlan.asOptions(flinkSettings(plan, record, port)));
    return ChildJvm.builder("The job of " + record.table() + "/" + record.run())
        .classpath(JobArtifact.localClasspath())
        .mainClass(JobPlan.MAIN_CLASS)
        .args(arguments)
        .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
        .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4")
        .heap("768m")
        .systemProperty("log4j.configurationFile", logSettings(record).toString())
        .logFile(record.log())
        .start();
  }

  /** For the job's life: two that start at once would spoil each other's record. */
  private static StartLock lock(RunRecord record) throws InterruptedException {
    long deadline = System.nanoTime() + ENDS_WITHIN.toNanos();
    while (true) {
      Optional<StartLock> lock;
      try {
        lock = StartLock.take(record.folder(), StartLock.RUNNING);
      } catch (IOException unwritable) {
        throw unwritable(record.folder().resolve(StartLock.RUNNING), unwritable);
      }
      // Whoever had it until now may have written.
      record.readAgain();
      if (lock.isPresent()) {
        return lock.get();
      }
      refuseASecondOne(record);
      // A command that was told to end holds it until its job is gone.
      boolean isEnding = record.savepoint().isPresent() || record.restUrl().isPresent();
      if (!isEnding || System.nanoTime() > deadline) {
        throw CommandFailure.refused(
            "The run %1$s/%2$s is just being started by another command. Wait until it runs, then stop it first: tidemark stop %1$s/%2$s."
                .formatted(record.table(), record.run()));
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }

  private static void release(StartLock lock, RunRecord record) {
    try {
      lock.close();
    } catch (IOException unwritable) {
      throw unwritable(record.folder().resolve(StartLock.RUNNING), unwritable);
    }
  }

  /** Returns when all its tasks run. */
  public void awaitRunning() throws InterruptedException {
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      failIfDead();
      Optional<FlinkRest.Job> job = job();
      if (job.filter(FlinkRest.Job::isRunning).isPresent()) {
        record.started(restUrl, job.get().id());
        return;
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    throw new CommandFailure(
        "The job of %s/%s does not run after %d s.%s Its log is %s."
            .formatted(
                record.table(),
                record.run(),
                STARTS_WITHIN.toSeconds(),
                job()
                    .flatMap(job -> rest.failureOf(job.id()))
                    .map(f -> " It says: " + f)
                    .orElse(""),
                record.log()));
  }

  /** Where its Flink answers, web interface included. */
  public String restUrl() {
    return restUrl;
  }

  public RunRecord record() {
    return record;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What makes its job fail at the moment; empty if nothing does. */
  public Optional<String> trouble() {
    return job().filter(job -> !job.isRunning()).flatMap(job -> rest.failureOf(job.id()));
  }

  /** Stops it with a savepoint, which the run goes on from later; returns the savepoint's path. */
  public String stop() throws InterruptedException {
    String savepoint = Stopping.stop(record, STOPS_WITHIN);
    process.stop();
    return savepoint;
  }

  /** Waits until the job is over, because somebody stopped it or because it failed for good. */
  public int awaitExit() throws InterruptedException {
    while (process.isAlive()) {
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    atExit.awaitEndIfEnding();
    return process.exitCode().orElse(1);
  }

  /** Ends the process if it runs; its checkpoints stay. */
  @Override
  public void close() {
    atExit.close();
    try {
      if (process.isAlive()) {
        process.stop();
        record.died();
      }
    } finally {
      release(lock, record);
    }
  }

  private Optional<FlinkRest.Job> job() {
    return rest.jobs().flatMap(jobs -> jobs.stream().findFirst());
  }

  private void failIfDead() throws InterruptedException {
    if (!process.isAlive()) {
      atExit.awaitEndIfEnding();
      record.died();
      throw new CommandFailure(
          "The job of %s/%s ended with code %d before it ran. Its log is %s and %s"
              .formatted(
                  record.table(),
                  record.run(),
                  process.exitCode().orElse(-1),
                  record.log(),
                  lastWords(process.lastLogLines(1000))));
    }
  }

  /** The cause that the log names last, below which Flink says at length what it closes. */
  static String lastWords(List<String> log) {
    String cause = "Caused by: ";
    return log.stream()
        .filter(line -> line.startsWith(cause))
        .reduce((earlier, later) -> later)
        .map(line -> "says: " + line.substring(cause.length()))
        .orElseGet(
            () ->
                "ends with:\n  "
                    + String.join("\n  ", log.subList(Math.max(0, log.size() - 15), log.size())));
  }

  /**
   * Refuses to begin where the run's job is there already.
   *
   * @throws CommandFailure that says where it runs
   */
  public static void refuseASecondOne(RunRecord record) {
    if (record.job().isPresent()) {
      throw CommandFailure.refused(
          "The run %s/%s already runs at %s. Stop it first: tidemark stop %s/%s."
              .formatted(
                  record.table(),
                  record.run(),
                  record.restUrl().orElse(""),
                  record.table(),
                  record.run()));
    }
  }

  private static Map<String, String> flinkSettings(JobPlan plan, RunRecord record, int port) {
    var settings = new TreeMap<String, String>();
    settings.put("flink.rest.address", "127.0.0.1");
    settings.put("flink.rest.bind-address", "127.0.0.1");
    settings.put("flink.rest.port", Integer.toString(port));
    settings.put("flink.execution.checkpointing.dir", record.checkpoints().toUri().toString());
    settings.put(
        "flink.execution.checkpointing.savepoint-dir", record.savepoints().toUri().toString());
    if (plan.restoreFrom() != null) {
      settings.put("flink.execution.state-recovery.path", plan.restoreFrom());
      settings.put("flink.execution.state-recovery.claim-mode", "NO_CLAIM");
    }
    return settings;
  }

  private static Path logSettings(RunRecord record) {
    Path file = record.folder().resolve("log4j2.properties");
    try (InputStream in = LocalJob.class.getResourceAsStream("/job-log4j2.properties")) {
      Files.createDirectories(record.folder());
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException unwritable) {
      throw unwritable(file, unwritable);
    }
  }

  private static CommandFailure unwritable(Path file, IOException reason) {
    return new CommandFailure(
        "Cannot write %s: %s. Check the folder and its permissions."
            .formatted(file, reason.getMessage()),
        reason);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
