package dev.tidemark.control.load;

import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that send records: to which Kafka, with schemas in which registry. */
public final class SendingOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Kafka; default the stack's or the profile's.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Where schemas are registered; default the stack's or the profile's.")
  private @Nullable String registryUrl;

  @Mixin private StackOptions stack = new StackOptions();

  /**
   * What the options name, else what the stack does. A stack that is gone matters only if it is
   * asked for one of both.
   */
  public Receivers receivers() {
    boolean elsewhere = bootstrapServers != null && registryUrl != null;
    Environment environment = elsewhere ? stack.environmentIfThere() : stack.environment();
    String servers = given(bootstrapServers, "bootstrap-servers", environment);
    String registry = given(registryUrl, "registry-url", environment);
    return new Receivers(environment.kafka(servers), servers, registry);
  }

  private static String given(@Nullable String option, String key, Environment environment) {
    return option == null ? environment.require(key, ", or pass --" + key) : option;
  }
}
