package dev.tidemark.pipeline.run;

import dev.tidemark.checkpoint.CheckpointProfile;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.RunQuota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a run, read from {@code --key value} pairs. Keys with a prefix are handed on
 * without it: {@code --catalog.uri} to Iceberg's catalog, {@code --kafka.max.poll.records} to the
 * consumer, {@code --flink.rest.port} to the Flink of a local process.
 *
 * @param lead whether the run begins as the table's lead; null: if it is the table's first run
 * @param forkFrom the snapshot at which the run's branch leaves another run's; the job then starts
 *     from the savepoint whose last epoch that snapshot holds. Null: the run begins with nothing
 * @param parallelism null: what Flink's configuration says
 * @param replay null: the run is no replay
 */
public record RunArguments(
    TableDefinition definition,
    String run,
    String registryUrl,
    String catalogName,
    Map<String, String> catalog,
    Map<String, String> kafka,
    Map<String, String> flink,
    CheckpointProfile profile,
    @Nullable Integer parallelism,
    @Nullable Boolean lead,
    @Nullable Long forkFrom,
    @Nullable Replay replay) {
  private static final Set<String> KEYS =
      Set.of(
          "definition",
          "run",
          "bootstrap-servers",
          "registry-url",
          "catalog.name",
          "checkpoint-profile",
          "parallelism",
          "lead",
          "fork-from",
          "replay",
          "max-rate",
          "pace");
  private static final List<String> PREFIXES = List.of("catalog.", "kafka.", "flink.");

  /**
   * @throws InvalidArgumentsException with every problem, each naming its key and the accepted form
   */
  public static RunArguments parse(String[] args) {
    return new Parser().parse(args);
  }

  private static final class Parser {
    private final Map<String, String> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    RunArguments parse(String[] args) {
      read(args);
      TableDefinition definition = required("definition", "a name or a path", Definitions::named);
      String run = required("run", "an id like r1", Function.identity());
      String servers = required("bootstrap-servers", "host:port,…", Function.identity());
      String registry = required("registry-url", "an http address", Function.identity());
      Map<String, String> catalog = withPrefix("catalog.");
      String catalogName = catalog.getOrDefault("name", "tidemark");
      catalog.remove("name");
      if (catalog.isEmpty()) {
        problems.add(
            "--catalog.type (or --catalog.catalog-impl) and its properties are missing."
                + " Accepted: any property of an Iceberg catalog.");
      }
      CheckpointProfile profile =
          optional(
              "checkpoint-profile",
              String.join(", ", CheckpointProfile.names()),
              CheckpointProfile::named);
      Integer parallelism = optional("parallelism", "a number from 1 on", Parser::positive);
      Boolean lead = optional("lead", "true or false", Parser::bool);
      Long forkFrom = optional("fork-from", "the id of a snapshot", Long::valueOf);
      Replay replay = replay();
      if (!problems.isEmpty()) {
        throw new InvalidArgumentsException(problems);
      }
      Map<String, String> kafka = withPrefix("kafka.");
      kafka.put("bootstrap.servers", servers);
      // Kafka's quotas go by client id: the ids must be known, and be this run's only.
      kafka.putIfAbsent("client.id.prefix", RunQuota.clientIdPrefix(definition.name(), run));
      return new RunArguments(
          definition,
          run,
          registry,
          catalogName,
          catalog,
          kafka,
          withPrefix("flink."),
          profile == null ? CheckpointProfile.DEFAULT : profile,
          parallelism,
          lead,
          forkFrom,
          replay);
    }

    private @Nullable Replay replay() {
      Boolean left = optional("replay", "whole or what-is-left", Parser::left);
      Double rate = optional("max-rate", "events a second, above 0", Parser::rate);
      Boolean follows = optional("pace", "live or free", Parser::follows);
      if (left == null) {
        if (values.containsKey("max-rate") || values.containsKey("pace")) {
          problems.add("--max-rate and --pace are a replay's. Give --replay whole, or leave them.");
        }
        return null;
      }
      return new Replay(
          left, rate == null ? Double.POSITIVE_INFINITY : rate, !Boolean.FALSE.equals(follows));
    }

    private void read(String[] args) {
      for (int i = 0; i < args.length; i += 2) {
        String key = args[i].startsWith("--") ? args[i].substring(2) : "";
        if (!KEYS.contains(key) && PREFIXES.stream().noneMatch(key::startsWith)) {
          problems.add(
              "%s is not an argument of a run. Accepted: %s, and %s with a property's name."
                  .formatted(
                      args[i],
                      String.join(", ", KEYS.stream().sorted().map(k -> "--" + k).toList()),
                      String.join(", ", PREFIXES.stream().map(p -> "--" + p).toList())));
        } else if (i + 1 == args.length) {
          problems.add("--%s has no value. Give one behind it.".formatted(key));
        } else if (values.put(key, args[i + 1]) != null) {
          problems.add("--%s is given twice. Give it once.".formatted(key));
        }
      }
    }

    @SuppressWarnings("NullAway") // A problem is recorded instead, and parse() throws before use.
    private <T> T required(String key, String accepted, Function<String, T> read) {
      if (!values.containsKey(key)) {
        problems.add("--%s is missing. Accepted: %s.".formatted(key, accepted));
      }
      return optional(key, accepted, read);
    }

    private <T> @Nullable T optional(String key, String accepted, Function<String, T> read) {
      String value = values.get(key);
      if (value == null) {
        return null;
      }
      try {
        return read.apply(value);
      } catch (RuntimeException e) {
        problems.add("--%s %s: %s Accepted: %s.".formatted(key, value, e.getMessage(), accepted));
        return null;
      }
    }

    private static Integer positive(String text) {
      int number = Integer.parseInt(text);
      if (number < 1) {
        throw new IllegalArgumentException("It is below 1.");
      }
      return number;
    }

    private static Boolean bool(String text) {
      return oneOf(text, "true", "false");
    }

    private static Boolean left(String text) {
      return oneOf(text, "what-is-left", "whole");
    }

    private static Boolean follows(String text) {
      return oneOf(text, "live", "free");
    }

    private static boolean oneOf(String text, String yes, String no) {
      if (!text.equals(yes) && !text.equals(no)) {
        throw new IllegalArgumentException("It is neither.");
      }
      return text.equals(yes);
    }

    private static Double rate(String text) {
      double rate = Double.parseDouble(text);
      if (!(rate > 0)) {
        throw new IllegalArgumentException("It is not above 0.");
      }
      return rate;
    }

    private Map<String, String> withPrefix(String prefix) {
      Map<String, String> found = new HashMap<>();
      values.forEach(
          (key, value) -> {
            if (key.startsWith(prefix)) {
              found.put(key.substring(prefix.length()), value);
            }
          });
      return found;
    }
  }
}
