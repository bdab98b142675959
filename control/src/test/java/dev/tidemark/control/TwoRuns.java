package dev.tidemark.control;

import dev.tidemark.control.command.Tidemark;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.catalog.Catalog;

/** {@code shop.order_lines} in a catalog on SQLite, with a run r1 that leads and r2 beside it. */
public final class TwoRuns implements AutoCloseable {
  public static final String TOPIC_ID = "topic-1";

  private final Path folder;
  private final Environment environment;
  private final Catalog catalog;
  private final LiveTable table;
  private final Map<String, dev.tidemark.lineage.Tidemark> heads = new HashMap<>();

  public TwoRuns(Path folder) {
    this(folder, Map.of());
  }

  /** On a stack that has more than a catalog. */
  public TwoRuns(Path folder, Map<String, String> more) {
    this.folder = folder;
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(
        Map.of(
            "catalog.name", "tidemark",
            "catalog.catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog",
            "catalog.uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "catalog.jdbc.schema-version", "V1",
            "catalog.io-impl", "org.apache.iceberg.hadoop.HadoopFileIO",
            "catalog.warehouse", folder.resolve("warehouse").toUri().toString()));
    environment = Environment.write(folder, settings);
    catalog = TableArgument.catalog(environment);
    TableDefinition definition = Definitions.builtIn("order_lines");
    table = LiveTable.create(catalog, definition);
    table.startRun("r1", true);
    table.startRun("r2", false);
  }

  public Environment environment() {
    return environment;
  }

  public Catalog catalog() {
    return catalog;
  }

  public LiveTable table() {
    return table;
  }

  /** The run's next epoch, which reads on to these offsets; gives its version. */
  public long commit(String run, long... to) throws InterruptedException {
    return commit(run, "0123456789abcdef", to);
  }

  /** The same by another definition. */
  public long commit(String run, String definition, long... to) throws InterruptedException {
    return commit(run, definition, List.of(), to);
  }

  /** The same with files. */
  public long commit(String run, List<DataFile> files, long... to) throws InterruptedException {
    return commit(run, "0123456789abcdef", files, to);
  }

  private long commit(String run, String definition, List<DataFile> files, long... to)
      throws InterruptedException {
    dev.tidemark.lineage.Tidemark before = heads.get(run);
    List<PartitionProgress> partitions =
        Arrays.stream(to).mapToObj(end -> PartitionProgress.unmoved(0, end)).toList();
    long epoch = before == null ? 1 : before.epoch() + 1;
    var mark =
        new dev.tidemark.lineage.Tidemark(
            run,
            "a1",
            run + "-" + epoch,
            before == null ? null : before.id(),
            epoch,
            "cluster-1",
            List.of(new TopicProgress("order-lines", TOPIC_ID, partitions)),
            List.of(),
            definition,
            "test",
            List.of(1),
            null,
            Duration.ZERO,
            Times.UNKNOWN,
            null);
    heads.put(run, mark);
    var epochOf = new Epoch(mark, files, List.of(), List.of(), List.of(), List.of(), null);
    var committer = EpochCommitter.open(catalog, table.name(), run, Clock.systemUTC());
    CommitResult result = committer.commit(epochOf);
    if (result instanceof CommitResult.Landed landed) {
      return landed.snapshotId();
    }
    throw new AssertionError(result.toString());
  }

  /** Runs a command on this stack; its exit code. */
  public int run(CapturedConsole console, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = folder.toString();
    return Tidemark.run(console.console(), all);
  }

  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
