package dev.tidemark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real services on this machine, each in a JVM of its own, all on 127.0.0.1.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3).start()) {
 *   producer(stack.bootstrapServers(), stack.registryUrl());
 *   stack.process(Service.KAFKA).kill();
 *   stack.process(Service.KAFKA).restart();
 * }
 * }</pre>
 *
 * <p>The folder keeps data, ports, configuration and logs: a later stack in it has the same topics,
 * schemas, objects, tables and addresses. One stack at a time runs in a folder. The services end
 * with this process, even when it is killed.
 */
public final class LocalStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

  private final StackFolder folder;
  private final Set<Service> services;
  private final Map<Service, ChildProcess> processes = new ConcurrentHashMap<>();
  private final Map<Service, Duration> readyTimes = new ConcurrentHashMap<>();
  private final Map<Service, Recipe> recipes = new EnumMap<>(Service.class);
  private volatile @Nullable FlinkCluster flink;

  private LocalStack(StackFolder folder, Set<Service> services) {
    this.folder = folder;
    this.services = services;
  }

  /** A stack in that folder, which is created if it does not exist. */
  public static Builder in(Path folder) {
    return new Builder(folder.toAbsolutePath().normalize());
  }

  /** Kafka's address, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return recipe(Service.KAFKA, KafkaRecipe.class).bootstrapServers();
  }

  /** The registry's Confluent-compatible API, without a slash at its end. */
  public String registryUrl() {
    return recipe(Service.REGISTRY, RegistryRecipe.class).url().toString();
  }

  /** The S3 server, its credentials and its one bucket. */
  public S3Endpoint s3() {
    return recipe(Service.S3, S3Recipe.class).endpoint();
  }

  /**
   * Complete properties of a JdbcCatalog on SQLite in the stack's folder, shared by all processes
   * that open it. Its tables are on the stack's S3, or in a local folder if the stack has no S3.
   */
  public Map<String, String> jdbcCatalog() {
    return sqliteCatalog("catalog");
  }

  /** Complete properties of a client of the REST catalog, whose tables are the catalog's own. */
  public Map<String, String> restCatalog() {
    return Catalogs.rest(
        recipe(Service.REST_CATALOG, RestCatalogRecipe.class).uri().toString(), s3Endpoint());
  }

  /** The Flink cluster. */
  public FlinkCluster flink() {
    return running(Service.FLINK, flink);
  }

  /**
   * The newest complete checkpoint below a folder, a URI of scheme s3, s3a or file, for jobs that
   * run outside the cluster; see {@link FlinkCluster#latestCheckpoint}.
   */
  public Optional<String> latestCheckpoint(String folderUri) {
    return checkpoints().latest(folderUri);
  }

  /** The process of a service, of Flink the JobManager: to be killed, frozen and restarted. */
  public ChildProcess process(Service service) {
    return service == Service.FLINK
        ? flink().jobManager()
        : running(service, processes.get(service));
  }

  /** How long each service took from its start until it answered. */
  public Map<Service, Duration> readyTimes() {
    return Map.copyOf(readyTimes);
  }

  /** The stack's folder. */
  public Path folder() {
    return folder.root();
  }

  /** Ends all services, data stays. */
  @Override
  public void close() {
    List<ChildProcess> all = new ArrayList<>(processes.values());
    FlinkCluster cluster = flink;
    if (cluster != null) {
      all.addAll(cluster.processes());
    }
    try {
      Parallel.run(all.stream().<Runnable>map(p -> p::stop).toList());
    } finally {
      folder.close();
    }
  }

  private void start(Builder plan) {
    try {
      Leftovers children = new Leftovers(folder.root().resolve("children"));
      children.end();
      List<Runnable> starts = new ArrayList<>();
      for (Service service : services) {
        if (service == Service.FLINK) {
          starts.add(() -> timed(service, () -> startFlink(plan.flink, children)));
        } else {
          Recipe recipe = recipe(service, plan);
          recipes.put(service, recipe);
          starts.add(() -> timed(service, () -> start(service, recipe, children)));
        }
      }
      Parallel.run(starts);
      LOG.info("Local stack in {} is ready: {}", folder.root(), readyTimes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Recipe recipe(Service service, Builder plan) throws IOException {
    return switch (service) {
      case KAFKA -> new KafkaRecipe(folder, plan.kafka);
      case REGISTRY -> new RegistryRecipe(folder);
      case S3 -> new S3Recipe(folder);
      // S3 is before it in the enum, so its address is known here.
      case REST_CATALOG -> new RestCatalogRecipe(folder, sqliteCatalog(service.id()));
      case FLINK -> throw new IllegalArgumentException("Flink is a cluster, not one JVM.");
    };
  }

  private void start(Service service, Recipe recipe, Leftovers children) throws IOException {
    ChildProcess process =
        recipe.prepare().onStart(pid -> children.note(service.id(), pid)).start();
    processes.put(service, process);
    process.awaitReady();
  }

  private void startFlink(FlinkSettings settings, Leftovers children) throws IOException {
    FlinkConfiguration configuration = new FlinkConfiguration(folder, settings, s3Endpoint());
    FlinkCluster cluster =
        FlinkCluster.start(
            new FlinkProcesses(folder, children, configuration),
            checkpoints(),
            settings.taskManagers());
    flink = cluster;
    cluster.awaitReady();
  }

  private void timed(Service service, Start start) {
    long begun = System.nanoTime();
    try {
      start.run();
    } catch (IOException e) {
      throw new LocalStackException(
          "%s cannot be set up in %s: %s. Check that the folder can be written and its disk is not full."
              .formatted(service.title(), folder.root(), e.getMessage()),
          e);
    }
    readyTimes.put(service, Duration.ofNanos(System.nanoTime() - begun));
  }

  private interface Start {
    void run() throws IOException;
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(
        Optional.ofNullable(recipes.get(Service.S3)).map(r -> ((S3Recipe) r).bucketFolder()));
  }

  private Optional<S3Endpoint> s3Endpoint() {
    return Optional.ofNullable(recipes.get(Service.S3)).map(r -> ((S3Recipe) r).endpoint());
  }

  private Map<String, String> sqliteCatalog(String name) {
    Path data = data(name);
    String warehouse =
        s3Endpoint()
            .map(e -> e.uri("s3", name))
            .orElseGet(() -> data.resolve("warehouse").toUri().toString());
    return Catalogs.jdbc(data.resolve("catalog.db"), warehouse, s3Endpoint());
  }

  private Path data(String name) {
    try {
      return folder.data(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends Recipe> T recipe(Service service, Class<T> type) {
    return type.cast(running(service, recipes.get(service)));
  }

  private <T> T running(Service service, @Nullable T part) {
    if (part == null) {
      throw new LocalStackException(
          "%s is not part of the stack in %s. Add Service.%s to with(…)."
              .formatted(service.title(), folder.root(), service));
    }
    return part;
  }

  /** What a stack shall run. */
  public static final class Builder {
    private final Path folder;
    private final Set<Service> services = EnumSet.noneOf(Service.class);
    private Map<String, String> kafka = Map.of();
    private FlinkSettings flink = FlinkSettings.SMALL;
    private long leastFreeBytes = StackFolder.LEAST_FREE_BYTES;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /** Adds services. */
    public Builder with(Service... more) {
      Collections.addAll(services, more);
      return this;
    }

    /** Broker settings over the stack's own, for tests of a broker set otherwise. */
    public Builder kafkaSettings(Map<String, String> settings) {
      this.kafka = Map.copyOf(settings);
      return this;
    }

    /** The Flink cluster's shape, {@link FlinkSettings#SMALL} unless told. */
    public Builder flink(FlinkSettings settings) {
      this.flink = settings;
      return this;
    }

    Builder leastFreeBytes(long bytes) {
      this.leastFreeBytes = bytes;
      return this;
    }

    /**
     * Starts all services at once and returns when all answer.
     *
     * @throws LocalStackException if one cannot; the others are ended then
     */
    @SuppressWarnings("MustBeClosedChecker")
    public LocalStack start() {
      LocalStack stack =
          new LocalStack(StackFolder.open(folder, leastFreeBytes), EnumSet.copyOf(services));
      try {
        stack.start(this);
        return stack;
      } catch (RuntimeException e) {
        stack.close();
        throw e;
      }
    }
  }
}
