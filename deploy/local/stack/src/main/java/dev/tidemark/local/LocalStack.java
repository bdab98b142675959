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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** The process of a service of one JVM, to be killed, frozen and restarted. */
  public ChildProcess process(Service service) {
    return running(service, processes.get(service));
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
    try {
      inParallel(processes.values().stream().<Runnable>map(p -> p::stop).toList());
    } finally {
      folder.close();
    }
  }

  private void start(Builder plan) {
    try {
      Leftovers children = new Leftovers(folder.root().resolve("children"));
      children.end();
      for (Service service : services) {
        recipes.put(service, recipe(service, plan));
      }
      List<Runnable> starts = new ArrayList<>();
      recipes.forEach((service, recipe) -> starts.add(() -> start(service, recipe, children)));
      inParallel(starts);
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
      case FLINK -> throw new UnsupportedOperationException(service.id());
    };
  }

  private void start(Service service, Recipe recipe, Leftovers children) {
    long begun = System.nanoTime();
    try {
      ChildProcess process =
          recipe.prepare().onStart(pid -> children.note(service.id(), pid)).start();
      processes.put(service, process);
      process.awaitReady();
    } catch (IOException e) {
      throw new LocalStackException(
          "%s cannot be set up in %s: %s. Check that the folder can be written and its disk is not full."
              .formatted(service.title(), folder.root(), e.getMessage()),
          e);
    }
    readyTimes.put(service, Duration.ofNanos(System.nanoTime() - begun));
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

  /** Runs all, waits for all, and throws what the first of them threw. */
  private static void inParallel(List<Runnable> tasks) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> futures = new ArrayList<>();
      tasks.forEach(t -> futures.add(threads.submit(t)));
      @Nullable RuntimeException first = null;
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          RuntimeException failure =
              e.getCause() instanceof RuntimeException r
                  ? r
                  : new CompletionException(e.getCause());
          if (first == null) {
            first = failure;
          } else {
            first.addSuppressed(failure);
          }
        }
      }
      if (first != null) {
        throw first;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while services start or end. Start again.", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a stack shall run. */
  public static final class Builder {
    private final Path folder;
    private final Set<Service> services = EnumSet.noneOf(Service.class);
    private Map<String, String> kafka = Map.of();
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
