package dev.tidemark.bench.job;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.ErasureKey;
import dev.tidemark.lineage.Erasures;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** One side's job on a table of its own, in a JVM of its own with 1 GB of heap. */
public final class Trial implements RunningJob, AutoCloseable {
  /** The id of the run on the tidemark side. */
  public static final String RUN = "r1";

  private static final String HEAP = "1g";
  private static final int PARALLELISM = 2;

  private final Side side;
  private final TableIdentifier table;
  private final Catalog catalog;
  private final ChildProcess process;

  /**
   * @param table what the job writes, in the catalog, which is closed with the trial
   */
  public Trial(Side side, TableIdentifier table, Catalog catalog, ChildProcess process) {
    this.side = side;
    this.table = table;
    this.catalog = catalog;
    this.process = process;
  }

  /**
   * Starts the job.
   *
   * @param kind {@code append} or {@code upsert}
   * @param profile a checkpoint profile's name
   */
  public static Trial start(
      JobPlace place, Side side, String kind, String topic, String name, String profile)
      throws IOException {
    Path folder = Files.createDirectories(place.folder().resolve(name + "-" + side.id()));
    Path yaml = folder.resolve("table.yaml");
    String table = "bench.%s_%s".formatted(name.replace('-', '_'), side.id());
    Files.writeString(yaml, template(kind).replace("${table}", table).replace("${topic}", topic));
    TableDefinition definition = Definitions.read(yaml);
    Catalog catalog = place.openCatalog();
    if (side == Side.PLAIN) {
      create(catalog, definition);
    }
    ChildProcess process =
        ChildJvm.builder("The %s job of %s".formatted(side.id(), name))
            .classpath(place.classpath())
            .mainClass(side.mainClass())
            .args(arguments(place, yaml, folder, profile))
            .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
            .jvmArgs(place.jvmArgs().stream().map(arg -> arg.replace("%p", folder + "")).toList())
            .heap(HEAP)
            .systemProperty("log4j.configurationFile", place.logSettings().toString())
            .logFile(folder.resolve("job.log"))
            .start();
    return new Trial(side, TableSchemas.identifier(definition), catalog, process);
  }

  private static List<String> arguments(JobPlace place, Path yaml, Path folder, String profile) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--definition", yaml.toString(), "--run", RUN));
    arguments.addAll(List.of("--bootstrap-servers", place.servers()));
    arguments.addAll(List.of("--registry-url", place.registryUrl()));
    arguments.addAll(List.of("--checkpoint-profile", profile));
    arguments.addAll(List.of("--parallelism", Integer.toString(PARALLELISM)));
    place.catalog().forEach((key, value) -> arguments.addAll(List.of("--catalog." + key, value)));
    arguments.addAll(
        List.of(
            "--flink.execution.checkpointing.dir",
            folder.resolve("checkpoints").toUri().toString(),
            "--flink.rest.bind-address",
            "127.0.0.1"));
    return arguments;
  }

  private static String template(String kind) throws IOException {
    try (InputStream in = Trial.class.getResourceAsStream("/bench/" + kind + ".yaml")) {
      return new String(Objects.requireNonNull(in, kind).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The plain side's table, with the schema and properties that a live table has. */
  private static void create(Catalog catalog, TableDefinition definition) {
    TableIdentifier name = TableSchemas.identifier(definition);
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    if (!namespaces.namespaceExists(name.namespace())) {
      namespaces.createNamespace(name.namespace());
    }
    catalog
        .buildTable(name, TableSchemas.schema(definition))
        .withPartitionSpec(TableSchemas.spec(definition))
        .withProperties(TableSchemas.properties(definition))
        .create();
  }

  public Side side() {
    return side;
  }

  /** The table, once it is there; the tidemark side's job makes its own. */
  public Table awaitTable() throws InterruptedException {
    while (true) {
      failIfDead();
      try {
        return catalog.loadTable(table);
      } catch (NoSuchTableException notYet) {
        Thread.sleep(50);
      }
    }
  }

  /** Puts persons into the table's ledger of erasures, none of whom has a row. */
  public void erase(int persons) {
    Erasures erasures = Erasures.of(catalog, table, Clock.systemUTC());
    Schema schema = catalog.loadTable(table).schema();
    List<ErasureKey> keys =
        IntStream.range(0, persons)
            .mapToObj(person -> ErasureKey.parse(schema, "account=nobody-" + person))
            .toList();
    erasures.record(erasures.prepare(keys, "bench", "what a commit costs that looks for them"));
  }

  @Override
  public ProcessHandle handle() {
    return ProcessHandle.of(process.pid())
        .orElseThrow(() -> new IllegalStateException("The job is gone; see " + process.logFile()));
  }

  /** What goes wrong, and its checkpoints. */
  @Override
  public Path log() {
    return process.logFile();
  }

  @Override
  public void failIfDead() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "The %s job of %s ended by itself. Its log is %s and ends with:%n%s"
              .formatted(
                  side.id(),
                  table,
                  process.logFile(),
                  String.join(System.lineSeparator(), process.lastLogLines(20))));
    }
  }

  /** Ends the job's process, politely, so that a profiler given by {@code --jvm} can write. */
  public void stop() {
    process.stop();
  }

  @Override
  public void close() throws IOException {
    stop();
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
