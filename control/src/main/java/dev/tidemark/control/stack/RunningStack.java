package dev.tidemark.control.stack;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.LocalStackException;
import dev.tidemark.local.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A local stack whose addresses other commands find in the folder's environment file. */
public final class RunningStack implements AutoCloseable {
  private final LocalStack stack;
  private final Environment environment;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtExit atExit;

  private RunningStack(LocalStack stack, Environment environment) {
    this.stack = stack;
    this.environment = environment;
    this.atExit = new AtExit("end-stack", this::close);
  }

  /**
   * Starts Kafka, registry and S3, and a Flink session cluster if wanted; returns when all answer.
   *
   * @throws CommandFailure with the stack's sentence if one does not
   */
  public static RunningStack start(Path folder, boolean withFlink) {
    LocalStack.Builder builder =
        LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3);
    if (withFlink) {
      builder.with(Service.FLINK);
    }
    try {
      LocalStack stack = builder.start();
      return new RunningStack(stack, Environment.write(folder, values(stack, withFlink)));
    } catch (LocalStackException failure) {
      throw new CommandFailure(String.valueOf(failure.getMessage()), failure);
    }
  }

  public Environment environment() {
    return environment;
  }

  /** What started, how quickly, and where it answers. */
  public List<String> summary() {
    var lines = new TreeMap<String, String>();
    stack
        .readyTimes()
        .forEach((service, time) -> lines.put(name(service), "ready in " + seconds(time)));
    lines.computeIfPresent("kafka", (k, ready) -> ready + " at " + stack.bootstrapServers());
    lines.computeIfPresent("registry", (k, ready) -> ready + " at " + stack.registryUrl());
    lines.computeIfPresent("s3", (k, ready) -> ready + " at " + stack.s3().endpoint());
    lines.computeIfPresent("flink", (k, ready) -> ready + " at " + stack.flink().restUrl());
    return lines.entrySet().stream()
        .map(line -> "  %-9s %s".formatted(line.getKey(), line.getValue()))
        .toList();
  }

  /** Ends all services; data stay, and nobody is told addresses any more. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Environment.clear(environment.folder());
      stack.close();
      atExit.close();
    }
  }

  private static Map<String, String> values(LocalStack stack, boolean withFlink) {
    var values = new TreeMap<String, String>();
    values.put("bootstrap-servers", stack.bootstrapServers());
    values.put("registry-url", stack.registryUrl());
    values.put("catalog.name", "tidemark");
    stack.jdbcCatalog().forEach((key, value) -> values.put("catalog." + key, value));
    if (withFlink) {
      values.put("flink.rest-url", stack.flink().restUrl().toString());
    }
    return values;
  }

  private static String name(Service service) {
    return service.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
