package dev.tidemark.tests.world;

import dev.tidemark.local.LocalStack;
import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.job.JobSettings;
import dev.tidemark.tests.table.TableReader;
import dev.tidemark.tests.watch.Quarantine;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything one test needs, and nothing another one had: empty topics, definitions whose tables
 * lie in a namespace of their own, a seed. The topics are the shared broker's: one world at a time.
 */
public final class World implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(World.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PRODUCTS = 200;
  private static final int CUSTOMERS = 40;

  private final LocalStack stack;
  private final String namespace;
  private final Path folder;
  private final long seed;
  private final Random random;
  private final Topics topics;
  private final Map<String, String> catalogProperties;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Catalog catalog;
  private EventLog log;
  private final Shop shop;
  private final Customers customers;

  World(LocalStack stack, String test) {
    this(stack, test, stack.jdbcCatalog());
  }

  private World(LocalStack stack, String test, Map<String, String> catalogProperties) {
    this.stack = stack;
    this.namespace = "world" + COUNT.incrementAndGet();
    this.folder = stack.folder().resolve(namespace);
    String given = System.getProperty("seed", "");
    this.seed = given.isEmpty() ? System.nanoTime() & 0xffff_ffffL : Long.parseLong(given);
    LOG.info("{} has seed {}; -Dseed={} replays it. Its folder is {}.", test, seed, seed, folder);
    System.out.printf("%s: -Dseed=%d%n", test, seed);
    this.random = new Random(seed);
    this.topics = new Topics(stack.bootstrapServers());
    this.catalogProperties = catalogProperties;
    this.catalog = openCatalog();
    this.log = new EventLog(stack.bootstrapServers());
    this.shop = new Shop(random, stack.registryUrl(), PRODUCTS);
    this.customers = new Customers(random, stack.registryUrl(), CUSTOMERS);
    topics.drop(Shop.ORDER_LINES);
    topics.drop(Shop.PRODUCT_UPDATES);
    Customers.TOPICS.forEach(topics::drop);
  }

  /** A world on services of the test's own. */
  public static World on(LocalStack stack, String test) {
    return new World(stack, test);
  }

  /** The same world with tables in the REST catalog instead of the JDBC one. */
  public World overRest() {
    return keep(new World(stack, namespace + " over REST", stack.restCatalog()));
  }

  public LocalStack stack() {
    return stack;
  }

  /** What makes the same events and the same schedule again. */
  long seed() {
    return seed;
  }

  /** For the thread that makes events. */
  public Random random() {
    return random;
  }

  /** A sequence of its own for what happens beside the events; it follows from the seed too. */
  public Random schedule() {
    return new Random(~seed);
  }

  public EventLog log() {
    return log;
  }

  public Shop shop() {
    return shop;
  }

  /** What the shop's customers do. */
  public Customers customers() {
    return customers;
  }

  /** The topics of this world's broker. */
  public Topics topics() {
    return topics;
  }

  public Path folder() {
    return folder;
  }

  public Map<String, String> catalogProperties() {
    return catalogProperties;
  }

  /** This world's own client of the catalog. */
  public Catalog catalog() {
    return catalog;
  }

  /** Another client of the catalog, as a foreign engine has one. */
  public Catalog openCatalog() {
    Catalog opened = CatalogUtil.buildIcebergCatalog("tidemark", catalogProperties, null);
    if (opened instanceof Closeable closeable) {
      keep(closeable);
    }
    return opened;
  }

  /** The table that a topic feeds. */
  public TableIdentifier table(String topic) {
    return TableIdentifier.of(
        namespace, topic.equals(Shop.ORDER_LINES) ? "order_lines" : "product_catalog");
  }

  /** A reader of the topic's table. */
  public TableReader reader(String topic) {
    return reader(table(topic));
  }

  /** A reader of any table. */
  public TableReader reader(TableIdentifier table) {
    return new TableReader(catalog, table);
  }

  /** The namespace of this world's tables. */
  public String namespace() {
    return namespace;
  }

  /** The built-in definition that reads a topic, its table moved to this world's namespace. */
  public Path definition(String topic) {
    return definition(topic, "");
  }

  /**
   * The same with more keys.
   *
   * @param more lines of YAML
   */
  public Path definition(String topic, String more) {
    String name = table(topic).name();
    Path home = Path.of(System.getProperty("tidemark.home"));
    Path original =
        home.resolve("table-definitions/definitions").resolve(name).resolve("table.yaml");
    try {
      return writeDefinition(name, Files.readString(original) + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A built-in definition in SQL, its table moved to this world's namespace. */
  public Path definitionInSql(String name) throws IOException {
    return definitionInSql(name, "");
  }

  /**
   * The same under other names.
   *
   * @param suffix appended to the names of the table and of its topics
   */
  public Path definitionInSql(String name, String suffix) throws IOException {
    Path original =
        Path.of(System.getProperty("tidemark.home"))
            .resolve("table-definitions/definitions")
            .resolve(name);
    String yaml = Files.readString(original.resolve("table.yaml"));
    if (!suffix.isEmpty()) {
      yaml =
          yaml.replaceAll("(?m)^table: (.*)$", "table: $1" + suffix)
              .replaceAll("(?m)^( *- topic: )(.*)$", "$1$2" + suffix + "\n    table: $2")
              // A topic's name in SQL has no hyphen.
              .replaceAll("(?m)^( +table: [a-z_]+)-([a-z_]+)$", "$1_$2");
    }
    Path file = writeDefinition(name + suffix, yaml);
    Files.copy(
        original.resolve("view.sql"),
        file.resolveSibling("view.sql"),
        StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  /** Writes a definition, its table moved from the shop to this world's namespace. */
  public Path writeDefinition(String name, String yaml) throws IOException {
    Path file = folder.resolve("definitions").resolve(name).resolve("table.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, yaml.replace("table: shop.", "table: " + namespace + "."));
  }

  /** A run of the topic's table in a process of its own, not started; ended with this world. */
  public JobProcess job(String topic, String run) {
    return job(definition(topic), run);
  }

  /** A run of a definition in a process of its own, not started; ended with this world. */
  public JobProcess job(Path definition, String run) {
    return keep(new JobProcess(settings(definition, run)));
  }

  /** The same beside the lead, from the first events on, at a rate that follows the live table. */
  public JobProcess replay(Path definition, String run) {
    return job(definition, run).with("lead", "false").with("replay", "whole").with("pace", "live");
  }

  /** A run that is told another address of the registry. */
  public JobProcess jobAskingRegistry(String topic, String run, String url) {
    return keep(new JobProcess(settings(definition(topic), run).registryUrl(url)));
  }

  /** A run that reaches catalog or storage otherwise than this world's readers do. */
  public JobProcess jobReaching(String topic, String run, Map<String, String> otherwise) {
    return keep(new JobProcess(settings(definition(topic), run).catalog(otherwise)));
  }

  /** What a run needs to know. */
  public JobSettings settings(Path definition, String run) {
    return new JobSettings(
        definition, run, stack.bootstrapServers(), stack.registryUrl(), catalogProperties, folder);
  }

  /** Watches the topic's table and a run's branch of it from now on. */
  public SnapshotWatcher watch(String topic, String run) {
    return watch(table(topic), topic, run);
  }

  /** Watches a table that a topic feeds, and a run's branch of it, from now on. */
  public SnapshotWatcher watch(TableIdentifier table, String topic, String run) {
    return keep(new SnapshotWatcher(openCatalog(), table, topic, run, log, seed));
  }

  /** Watches a table of several topics, and a run's branch of it, from now on. */
  public SnapshotWatcher watch(Watched watched, String run) {
    return keep(new SnapshotWatcher(openCatalog(), watched, run, log, seed));
  }

  /** The quarantine of the topic's table, all of it rejected by one run. */
  public Quarantine quarantine(String topic, String run) {
    return Quarantine.of(catalog, table(topic), log, topic, run);
  }

  /**
   * Deletes a topic and makes it anew. Events go into a new log from here on; watchers go on
   * comparing with the old one.
   */
  public void recreateTopic(String topic, int partitions) {
    topics.drop(topic);
    topics.create(topic, partitions);
    keep(log);
    log = new EventLog(stack.bootstrapServers());
  }

  /** Closes it with this world, before all that was kept earlier. */
  public <T extends AutoCloseable> T keep(T closeable) {
    open.push(closeable);
    return closeable;
  }

  @Override
  public void close() throws Exception {
    Exception problem = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        problem = e;
      }
    }
    log.close();
    topics.close();
    if (problem != null) {
      throw problem;
    }
  }
}
