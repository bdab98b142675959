package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.definition.TableName;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known on this machine about a run: where its job answers and what it can be continued
 * from. A file per run, {@code runs/<table>/<run>/run.properties} below the stack's folder, with
 * the run's checkpoints and log beside it.
 */
public final class RunRecord {
  private static final String FILE = "run.properties";
  private static final int LOOK_MILLIS = 300;
  private static final String REST_URL = "rest-url";
  private static final String JOB_ID = "job-id";
  private static final String SAVEPOINT = "savepoint";

  /** The checkpoint or savepoint that it has gone on from, and when. */
  private static final String GONE_ON_FROM = "gone-on-from";

  private static final String GONE_ON_AT = "gone-on-at";
  private static final String ON_CLUSTER = "on-cluster";
  private static final String DEFINITION = "definition";
  private static final String ARGUMENT = "argument.";
  private static final String CHECKPOINTS = "chk-";
  private static final String SAVEPOINTS = "savepoint-";

  /**
   * Of metadata. File systems may keep whole seconds only: of one second, the savepoint is later,
   * since it stopped the run, and of two checkpoints that of the larger number.
   */
  private static final Comparator<File> LATER =
      Comparator.comparingLong(File::lastModified)
          .thenComparing(metadata -> name(metadata).startsWith(SAVEPOINTS))
          .thenComparingLong(RunRecord::number);

  private final TableName table;
  private final String run;
  private final Path folder;
  private final Properties values;
  private Instant plannedAt = Instant.now();
  private @Nullable String plannedFrom;

  private RunRecord(TableName table, String run, Path folder, Properties values) {
    this.table = table;
    this.run = run;
    this.folder = folder;
    this.values = values;
  }

  /** The record of a run; without values if the run is new on this machine. */
  public static RunRecord in(Path stackFolder, TableName table, String run) {
    if (!run.matches("[a-z0-9][a-z0-9_]{0,62}")) {
      throw new CommandFailure(
          "\"%s\" cannot be the id of a run: accepted are 1 to 63 lower-case letters, digits and underscores."
              .formatted(run));
    }
    Path folder =
        stackFolder.resolve("runs").resolve(table.toString()).resolve(run).toAbsolutePath();
    var record = new RunRecord(table, run, folder, new Properties());
    record.readAgain();
    return record;
  }

  /** As another command may have written it meanwhile. */
  void readAgain() {
    values.clear();
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        values.load(reader);
      } catch (IOException unreadable) {
        throw failed("read", file, unreadable);
      }
    }
  }

  /** The runs of a table that were started on this machine, by id. */
  public static List<RunRecord> all(Path stackFolder, TableName table) {
    Path runs = stackFolder.resolve("runs").resolve(table.toString());
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(FILE)))
          .map(folder -> in(stackFolder, table, folder.getFileName().toString()))
          .sorted(Comparator.comparing(RunRecord::run))
          .toList();
    } catch (IOException unreadable) {
      throw failed("look through", runs, unreadable);
    }
  }

  /** The runs of all tables that were started on this machine. */
  public static List<RunRecord> all(Path stackFolder) {
    Path tables = stackFolder.resolve("runs");
    if (!Files.isDirectory(tables)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(tables)) {
      return folders
          .sorted()
          .flatMap(
              folder -> all(stackFolder, TableName.parse(folder.getFileName().toString())).stream())
          .toList();
    } catch (IOException unreadable) {
      throw failed("look through", tables, unreadable);
    }
  }

  /** Its job, if it is there and not over; it may still be starting, or again. */
  public Optional<FlinkRest.Job> job() {
    return restUrl()
        .flatMap(url -> new FlinkRest(url).job(jobId().orElse("")))
        .filter(job -> !job.isOver());
  }

  /** Whether all tasks of its job run. */
  public boolean isRunning() {
    return job().filter(FlinkRest.Job::isRunning).isPresent();
  }

  /**
   * Whether its job seems to be there, without asking much: of a job of its own process, whether
   * anything listens where that listened.
   */
  public boolean seemsToRun() {
    if (!isLocal()) {
      return isRunning();
    }
    Optional<URI> address = restUrl().map(URI::create);
    if (address.isEmpty()) {
      return false;
    }
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.get().getHost(), address.get().getPort()), LOOK_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  public TableName table() {
    return table;
  }

  public String run() {
    return run;
  }

  /** Where Flink's REST interface answers for the running job; empty if no job runs. */
  public Optional<String> restUrl() {
    return Optional.ofNullable(values.getProperty(REST_URL));
  }

  /** The running job; empty if the process has only one. */
  public Optional<String> jobId() {
    return Optional.ofNullable(values.getProperty(JOB_ID));
  }

  public Path folder() {
    return folder;
  }

  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Where a local job's savepoints go that stop nothing. */
  public Path recoveryPoints() {
    return folder.resolve("points");
  }

  Path savepoints() {
    return folder.resolve("savepoints");
  }

  public Path log() {
    return folder.resolve("job.log");
  }

  /** The definition that the run was started with, by name or absolute path, if it is known. */
  public Optional<String> definition() {
    return Optional.ofNullable(values.getProperty(DEFINITION));
  }

  /** The further arguments of its job, which a restart keeps; see {@link JobPlan#more}. */
  public Map<String, String> arguments() {
    var arguments = new TreeMap<String, String>();
    for (String key : values.stringPropertyNames()) {
      if (key.startsWith(ARGUMENT)) {
        arguments.put(key.substring(ARGUMENT.length()), values.getProperty(key));
      }
    }
    return arguments;
  }

  /** Notes what the run is started with, before it is. */
  void planned(JobPlan plan) {
    plannedAt = Instant.now();
    plannedFrom = plan.restoreFrom();
    values.setProperty(DEFINITION, plan.definition());
    plan.more().forEach((key, value) -> values.setProperty(ARGUMENT + key, value));
    write();
  }

  /** It runs as it was planned, in a process of this machine. */
  void started(String restUrl, String jobId) {
    values.remove(ON_CLUSTER);
    begun(restUrl, jobId);
  }

  private void begun(String restUrl, String jobId) {
    values.setProperty(REST_URL, restUrl);
    values.setProperty(JOB_ID, jobId);
    if (plannedFrom == null) {
      values.remove(GONE_ON_FROM);
      values.remove(GONE_ON_AT);
    } else {
      values.setProperty(GONE_ON_FROM, plannedFrom);
      values.setProperty(GONE_ON_AT, plannedAt.toString());
    }
    values.remove(SAVEPOINT);
    write();
  }

  /** Whether the job is a process of this machine, so that its savepoints go into this folder. */
  public boolean isLocal() {
    return !Boolean.parseBoolean(values.getProperty(ON_CLUSTER));
  }

  void startedOnCluster(String restUrl, String jobId) {
    values.setProperty(ON_CLUSTER, "true");
    begun(restUrl, jobId);
  }

  void stopped(String savepoint) {
    values.remove(REST_URL);
    values.remove(JOB_ID);
    values.setProperty(SAVEPOINT, savepoint);
    values.remove(GONE_ON_FROM);
    values.remove(GONE_ON_AT);
    write();
  }

  /** The job is gone without a savepoint; its newest checkpoint is what is left. */
  void died() {
    values.remove(REST_URL);
    values.remove(JOB_ID);
    write();
  }

  /**
   * Where the run can go on: the savepoint that stopped it, else its newest complete checkpoint, or
   * savepoint if nobody waited for that one's end.
   *
   * <p>Of a run that has gone on from somewhere, only its checkpoints since then are its state:
   * older ones that are left know less than its branch. Until it has one, it is where it has gone
   * on from. A cluster's checkpoints are not seen from here, so of its runs nobody can tell; what
   * lies here is of a time before.
   */
  public Optional<String> restorePoint() {
    Optional<String> savepoint = savepoint();
    if (savepoint.isPresent() || !isLocal()) {
      return savepoint;
    }
    return newestCheckpoint().or(() -> Optional.ofNullable(values.getProperty(GONE_ON_FROM)));
  }

  /** What the run was stopped with; empty if it runs or died. */
  Optional<String> savepoint() {
    return Optional.ofNullable(values.getProperty(SAVEPOINT));
  }

  /** The savepoint of a job on this machine that is complete and not older than this. */
  Optional<String> savepointSince(String jobId, Instant begun) {
    // File systems may keep whole seconds only.
    long oldest = begun.minusSeconds(1).toEpochMilli();
    String prefix = SAVEPOINTS + jobId.substring(0, Math.min(6, jobId.length()));
    return newest(savepoints(), prefix, oldest).map(RunRecord::location);
  }

  private Optional<String> newestCheckpoint() {
    String since = values.getProperty(GONE_ON_AT);
    // File systems may keep whole seconds only.
    long oldest = since == null ? 0 : Instant.parse(since).minusSeconds(1).toEpochMilli();
    return Stream.of(
            newest(checkpoints(), CHECKPOINTS, oldest), newest(savepoints(), SAVEPOINTS, oldest))
        .flatMap(Optional::stream)
        .max(LATER)
        .map(RunRecord::location);
  }

  /**
   * The metadata of the newest complete one below a folder. Flink writes them last, so what has
   * them is complete.
   */
  private static Optional<File> newest(Path folder, String prefix, long notBefore) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(folder, 3, (file, facts) -> file.getFileName().toString().equals("_metadata"))) {
      return files
          .map(Path::toFile)
          .filter(file -> name(file).startsWith(prefix))
          .filter(file -> file.lastModified() >= notBefore)
          .max(LATER);
    } catch (IOException unreadable) {
      throw failed("look through", folder, unreadable);
    }
  }

  private static String name(File metadata) {
    return metadata.getParentFile().getName();
  }

  /** A checkpoint's number, which counts on when the run goes on; 0 of a savepoint. */
  private static long number(File metadata) {
    String name = name(metadata);
    return name.matches(CHECKPOINTS + "[0-9]{1,18}")
        ? Long.parseLong(name.substring(CHECKPOINTS.length()))
        : 0;
  }

  private static String location(File metadata) {
    return metadata.toPath().getParent().toUri().toString();
  }

  private void write() {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, FILE, ".new");
      try (Writer writer = Files.newBufferedWriter(half)) {
        values.store(writer, null);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw failed("write", file, unwritable);
    }
  }

  private static CommandFailure failed(String what, Path path, IOException reason) {
    return new CommandFailure(
        "Cannot %s %s: %s. Check the folder and its permissions."
            .formatted(what, path, reason.getMessage()),
        reason);
  }
}
