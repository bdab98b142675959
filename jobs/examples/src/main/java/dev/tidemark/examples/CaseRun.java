package dev.tidemark.examples;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.definition.TableName;
import dev.tidemark.examples.ExamplesPlan.PlannedCase;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.RunArguments;
import dev.tidemark.sql.SqlRun;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.iceberg.catalog.Catalog;

/**
 * One case, from its definition to the rows of its table: the same program as any other run, with
 * another table, other topics, and no second try when the job fails.
 */
final class CaseRun {
  private static final String RUN = "test";
  private static final long ENDS_WITHIN_SECONDS = 10;

  private final ExamplesPlan plan;
  private final PlannedCase planned;
  private final Path checkpoints;

  CaseRun(ExamplesPlan plan, PlannedCase planned) {
    this.plan = plan;
    this.planned = planned;
    this.checkpoints = Path.of(plan.folder()).resolve(planned.topicPrefix() + "checkpoints");
  }

  /** Runs it and writes down what came out, whatever it is. */
  void run(Answers answers) {
    long begun = System.nanoTime();
    try {
      RunArguments arguments = arguments();
      CatalogSettings settings = new CatalogSettings(arguments.catalogName(), arguments.catalog());
      Catalog catalog = settings.open();
      try {
        LiveTable table = live(arguments, catalog);
        answers.found(
            planned.name(),
            since(begun),
            TableContents.rows(table.table()),
            TableContents.rejected(table.quarantine()));
      } finally {
        if (catalog instanceof Closeable closeable) {
          closeable.close();
        }
      }
    } catch (Exception | LinkageError failure) {
      answers.failed(planned.name(), since(begun), sentence(failure));
    }
  }

  /** Runs the job until the table holds all that was given; the table stands still then. */
  private LiveTable live(RunArguments arguments, Catalog catalog) throws Exception {
    JobClient job = submit(arguments);
    try {
      var held =
          new Held(planned.ends(), waitsForTheWatermark(arguments.definition()), checkpoints);
      held.await(
          catalog,
          TableSchemas.identifier(arguments.definition()),
          job,
          Duration.ofMillis(plan.patienceMillis()));
    } finally {
      end(job);
    }
    return LiveTable.open(catalog, TableSchemas.identifier(arguments.definition()));
  }

  private RunArguments arguments() {
    List<String> all = new ArrayList<>(plan.arguments());
    all.addAll(List.of("--definition", planned.definition(), "--run", RUN, "--lead", "true"));
    all.addAll(List.of("--checkpoint-profile", "quarter-second"));
    all.addAll(List.of("--flink.execution.checkpointing.dir", checkpoints.toUri().toString()));
    all.addAll(List.of("--flink.restart-strategy.type", "none"));
    // Clients that close behind a job still ask it for classes; the process ends soon.
    all.addAll(List.of("--flink.classloader.check-leaked-classloader", "false"));
    all.addAll(List.of("--flink.pipeline.auto-watermark-interval", "50 ms"));
    all.addAll(List.of("--flink.rest.address", "127.0.0.1"));
    all.addAll(List.of("--flink.rest.bind-address", "127.0.0.1"));
    RunArguments parsed = RunArguments.parse(all.toArray(String[]::new));
    TableDefinition elsewhere =
        parsed
            .definition()
            .elsewhere(TableName.parse(planned.table()), topic -> planned.topicPrefix() + topic);
    return new RunArguments(
        elsewhere,
        parsed.run(),
        parsed.registryUrl(),
        parsed.catalogName(),
        parsed.catalog(),
        parsed.kafka(),
        parsed.flink(),
        parsed.profile(),
        parsed.parallelism(),
        parsed.lead(),
        parsed.forkFrom(),
        parsed.replay());
  }

  private static JobClient submit(RunArguments arguments) throws Exception {
    StreamExecutionEnvironment env = LiveRun.environment(arguments);
    if (arguments.definition().isSql()) {
      return SqlRun.submit(env, arguments);
    }
    LiveRun.build(env, arguments);
    return env.executeAsync(LiveRun.jobName(arguments));
  }

  private static boolean waitsForTheWatermark(TableDefinition definition) {
    return definition.sources().stream()
        .map(source -> source.eventTime())
        .anyMatch(time -> time != null && time.lateness() != null);
  }

  private static void end(JobClient job) throws InterruptedException {
    try {
      job.cancel().get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | IllegalStateException over) {
      // It has failed by itself, or its threads end with this process.
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** What the job says of its failure lies at the end of a long chain of causes. */
  private static String sentence(Throwable failure) {
    Throwable cause = ExceptionUtils.stripExecutionException(failure);
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
