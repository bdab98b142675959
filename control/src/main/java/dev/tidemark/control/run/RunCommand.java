package dev.tidemark.control.run;

import dev.tidemark.checkpoint.CheckpointProfile;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.retention.HorizonCheck;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.LiveTable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark run}: starts a run of a definition, or lets it go on. */
@Command(
    name = "run",
    description = {
      "Keep a table live: start a run of its definition, or let a stopped run go on.",
      "A local run is a process that ends with this command; stop it from another terminal with"
          + " `tidemark stop`. A run on the cluster is submitted and goes on by itself."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark run order_lines",
      "  tidemark run order_lines --run r2 --checkpoint-profile quarter-second",
      "  tidemark run product_catalog --target cluster"
    })
public final class RunCommand implements Callable<Integer> {
  private static final String METADATA = "_metadata";

  @Parameters(
      paramLabel = "DEFINITION",
      description = "Name of a built-in definition, or a folder with a table.yaml.")
  private String definition = "";

  @Option(names = "--run", defaultValue = "r1", description = "Id; default ${DEFAULT-VALUE}.")
  private String run = "r1";

  @Option(names = "--parallelism", defaultValue = "2", description = "Default ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-profile",
      defaultValue = "second",
      description = "quarter-second, second, ten-seconds or minute; default ${DEFAULT-VALUE}.")
  private String profile = "second";

  @Option(
      names = "--target",
      description = "${COMPLETION-CANDIDATES}; default the profile's, else local.")
  private @Nullable Target target;

  @Option(
      names = "--from-checkpoint",
      paramLabel = "PATH",
      description = "Go on from this checkpoint or savepoint; default the run's newest.")
  private @Nullable String fromCheckpoint;

  @Option(
      names = "--lead",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether the run leads the table; default if the table has no run yet.")
  private @Nullable Boolean lead;

  @Option(names = "--json", description = "Tell as JSON, an object a line, that it runs and ended.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    NumberOption.requireFrom(1, "--parallelism", parallelism);
    TableDefinition read = Definitions.named(definition);
    CheckpointProfile known = profile(profile);
    Environment environment = stack.environment();
    var submission = new Submission(console, stack.folder(), environment, json);
    boolean here = submission.target(target) == Target.local;
    @Nullable String named = here ? checkpoint(fromCheckpoint) : fromCheckpoint;
    RunRecord record = RunRecord.in(stack.folder(), read.name(), run);
    String restore = Optional.ofNullable(named).or(record::restorePoint).orElse(null);
    if (restore != null) {
      try (var opened = OpenTable.of(environment, read.name())) {
        refuseARetiredOne(opened.table(), run);
      }
    }
    var plan =
        new JobPlan(
            definitionForTheJob(definition),
            run,
            known.profileName(),
            parallelism,
            lead,
            restore,
            record.arguments());
    LocalJob.refuseASecondOne(record);
    HorizonCheck.require(environment, read, restore != null, console);
    console.note(
        restore == null
            ? "Starting %s/%s from the beginning of its topics.".formatted(read.name(), run)
            : "Going on with %s/%s from %s.".formatted(read.name(), run, restore));
    if (here) {
      return submission.runHere(plan, record);
    }
    submission.onCluster(plan, record);
    return 0;
  }

  /**
   * A checkpoint as a later start in another folder finds it. That it is not there the job would
   * find out too, but only once the run is in the table.
   */
  private static @Nullable String checkpoint(@Nullable String path) {
    if (path == null || path.matches("(?!file:)[a-z0-9]+:.*")) {
      return path;
    }
    Path folder = folder(path);
    if (!Files.exists(folder.endsWith(METADATA) ? folder : folder.resolve(METADATA))) {
      throw new CommandFailure(
          "There is no complete checkpoint or savepoint at %s: it has no file %s. Name the folder of one, or leave --from-checkpoint out."
              .formatted(path, METADATA));
    }
    return folder.toAbsolutePath().toUri().toString();
  }

  private static Path folder(String path) {
    try {
      return path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path);
    } catch (IllegalArgumentException unreadable) {
      throw CommandFailure.notUnderstood(
          "--from-checkpoint %s names no folder: %s. Accepted is a path, like /data/chk-7, or a URI of one, like file:///data/chk-7, with %%20 for a space."
              .formatted(path, unreadable.getMessage()));
    }
  }

  /** The job would find out too, but only once it runs. */
  public static void refuseARetiredOne(LiveTable table, String run) {
    if (table.isRetired(run)) {
      throw CommandFailure.refused(
          "Cannot start %s/%s: a run of that id was retired. Choose another id, with --run."
              .formatted(table.name(), run));
    }
  }

  /** A profile by its name, or a failure that names those there are. */
  public static CheckpointProfile profile(String name) {
    try {
      return CheckpointProfile.named(name);
    } catch (IllegalArgumentException unknown) {
      throw CommandFailure.notUnderstood(String.valueOf(unknown.getMessage()));
    }
  }

  /** A definition as a process in another folder finds it. */
  public static String definitionForTheJob(String definition) {
    return Definitions.builtInNames().contains(definition)
        ? definition
        : Path.of(definition).toAbsolutePath().toString();
  }
}
