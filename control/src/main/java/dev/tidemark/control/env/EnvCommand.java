package dev.tidemark.control.env;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark env}: how other engines reach the tables of the running stack. */
@Command(
    name = "env",
    description = {
      "Print where the running stack is, as an engine takes it: spark, trino, pyiceberg, flink-sql or"
          + " duckdb; all of them if none is named.",
      "Keys are printed too: they are those of this stack, made for it and good for nothing else."
    },
    footer = {"", "Examples:", "  tidemark env spark", "  tidemark env trino >tidemark.properties"})
public final class EnvCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "ENGINE",
      description = "spark, trino, pyiceberg, flink-sql or duckdb.")
  private @Nullable String engine;

  @Option(names = "--json", description = "Print a JSON object: addresses, catalog, engines.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public EnvCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Engine> wanted = engine == null ? List.of(Engine.values()) : List.of(named(engine));
    Environment environment = stack.environment();
    CatalogAddress catalog = CatalogAddress.of(environment);
    catalog.requireKnown();
    if (json) {
      console.print(json(environment, catalog, wanted).toPrettyString());
    } else if (engine == null) {
      console.print(addresses(environment));
      for (Engine each : wanted) {
        console.print("");
        console.print(console.styled(Console.Style.BOLD, "# " + each.title()));
        console.print(each.setup(catalog));
      }
    } else {
      console.note("# " + wanted.get(0).title() + "; with this stack's keys.");
      console.print(wanted.get(0).setup(catalog));
    }
    return 0;
  }

  private static String addresses(Environment environment) {
    return "Kafka     %s\nRegistry  %s\nCatalog   %s"
        .formatted(
            environment.get("bootstrap-servers").orElse("not known"),
            environment.get("registry-url").orElse("not known"),
            environment.catalogName());
  }

  private static ObjectNode json(
      Environment environment, CatalogAddress catalog, List<Engine> engines) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("bootstrapServers", environment.get("bootstrap-servers").orElse(null));
    json.put("registryUrl", environment.get("registry-url").orElse(null));
    ObjectNode properties = json.put("catalogName", catalog.name()).putObject("catalog");
    catalog.properties().forEach(properties::put);
    ObjectNode setups = json.putObject("engines");
    engines.forEach(each -> setups.put(name(each), each.setup(catalog)));
    return json;
  }

  private static Engine named(String text) {
    return Arrays.stream(Engine.values())
        .filter(engine -> name(engine).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "No engine %s is known here. Accepted: %s."
                        .formatted(
                            text,
                            Arrays.stream(Engine.values())
                                .map(EnvCommand::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static String name(Engine engine) {
    return engine.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
