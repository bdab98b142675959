package dev.tidemark.control.demo;

import dev.tidemark.checkpoint.CheckpointProfile;
import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.TerminalSize;
import dev.tidemark.control.TextTable;
import dev.tidemark.control.freshness.EndOffsetWatch;
import dev.tidemark.control.freshness.EndOffsets;
import dev.tidemark.control.load.Feed;
import dev.tidemark.control.load.Topics;
import dev.tidemark.control.stack.RunningStack;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark demo}: the whole line, from events to live tables. */
@Command(
    name = "demo",
    description = {
      "Start a whole stack on this machine, let what happens in a shop flow in, and keep two tables"
          + " live from it, or those that --tables names.",
      "Ends by itself and leaves no process; a later demo goes on with the same tables."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark demo",
      "  tidemark demo --for 30s --rate 5000 --checkpoint-profile quarter-second",
      "  tidemark demo --tables product_catalog,support_profile,customer_360",
      "  tidemark demo --keep"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
  private static final Duration DRAW_EVERY = Duration.ofSeconds(1);
  private static final Duration WATCH_EVERY = Duration.ofMillis(200);

  @ArgGroup private HowLong howLong = new HowLong();

  @Option(
      names = "--tables",
      split = ",",
      paramLabel = "LIST",
      defaultValue = "order_lines,product_catalog",
      description = {
        "Definitions to keep live, with commas between; their sources say which topics are fed;"
            + " default",
        "${DEFAULT-VALUE}."
      })
  private List<String> names = List.of();

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description =
          "Events of the made-up shop a second, or lines of a file a second into each topic;"
              + " default ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Where online-retail/*.csv.gz is; default TIDEMARK_DATA; without it,"
              + " and for other tables, a shop is made up.")
  private @Nullable Path folderOfData;

  @Option(names = "--seed", defaultValue = "1", description = "Of the made-up shop.")
  private long seed;

  @Option(
      names = "--checkpoint-profile",
      defaultValue = "second",
      description = "quarter-second, second, ten-seconds or minute; default ${DEFAULT-VALUE}.")
  private String profile = "second";

  @Mixin private StackOptions stack = new StackOptions();

  /** One of them at most. */
  private static final class HowLong {
    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "How long the tables are live; default 2m.")
    private Duration time = Duration.ofMinutes(2);

    @Option(names = "--keep", description = "Go on until Ctrl-C.")
    private boolean keep;
  }

  private final Console console;

  public DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    NumberOption.requireFrom(1, "--rate", rate);
    NumberOption.requireSome("--for", howLong.time);
    CheckpointProfile known = profile();
    Set<String> definitions = new LinkedHashSet<>(names);
    List<String> topics = topics(definitions);
    DemoData data = DemoData.find(folderOfData, seed, definitions);
    Path folder = stack.ownFolder().toAbsolutePath();
    console.note("Starting Kafka, a schema registry and S3 in " + folder + " …");
    List<DemoTable> tables = new ArrayList<>();
    try (RunningStack running = RunningStack.start(folder, false);
        var farewell =
            new AtExit(
                "say-goodbye",
                () ->
                    console.note(
                        "Ended; topics and tables stay in %s, and the next demo goes on with them."
                            .formatted(folder)))) {
      running.summary().forEach(console::note);
      Environment environment = running.environment();
      createTopics(environment, topics);
      try {
        for (String definition : definitions) {
          tables.add(DemoTable.start(definition, folder, environment, known));
        }
        for (DemoTable table : tables) {
          table.job().awaitRunning();
          console.note(
              "  %-20s is kept live by Flink at %s".formatted(table.name(), table.job().restUrl()));
        }
        live(tables, data, topics, environment);
        stop(tables);
      } finally {
        tables.forEach(DemoTable::close);
      }
    }
    console.print(farewell(tables.get(0).name()));
    return 0;
  }

  /** What the definitions read, each topic once. */
  private static List<String> topics(Set<String> definitions) {
    return definitions.stream()
        .flatMap(definition -> Definitions.builtIn(definition).sources().stream())
        .map(Source::topic)
        .distinct()
        .toList();
  }

  private void live(
      List<DemoTable> tables, DemoData data, List<String> topics, Environment environment)
      throws InterruptedException {
    console.note(
        "%s, for %s."
            .formatted(
                data.description(topics, rate),
                howLong.keep ? "as long as you like" : DurationText.of(howLong.time)));
    var feeds = new ArrayList<Feed>();
    try (var watch = watch(environment, topics)) {
      feeds.addAll(data.start(environment, topics, rate));
      Catalog catalog = TableArgument.catalog(environment);
      long end = System.nanoTime() + howLong.time.toNanos();
      Duration every = console.isTerminal() ? DRAW_EVERY : REPORT_EVERY;
      long begun = System.nanoTime();
      var inflow = new Inflow();
      while (howLong.keep || System.nanoTime() < end) {
        long left = howLong.keep ? every.toNanos() : end - System.nanoTime();
        Thread.sleep(Math.max(1, Math.min(every.toNanos(), left) / 1_000_000));
        if (console.isTerminal()) {
          draw(tables, catalog, watch.ends(), inflow, begun);
        } else {
          console.print("");
          tables.forEach(table -> console.print(table.report(catalog, watch.ends())));
        }
        failIfBroken(tables, feeds);
      }
    } finally {
      feeds.forEach(Feed::close);
    }
  }

  private void draw(
      List<DemoTable> tables, Catalog catalog, EndOffsets ends, Inflow inflow, long begun) {
    TerminalSize size = TerminalSize.now();
    long now = System.nanoTime();
    String ran = minutes(Duration.ofNanos(now - begun));
    var frame =
        new Frame(
            howLong.keep ? ran + ", until Ctrl-C" : ran + " of " + minutes(howLong.time),
            inflow.look(now, ends.latest()),
            tables.stream().map(table -> table.view(catalog, ends, size.rows())).toList());
    console.draw(frame.lines(size, console));
  }

  private static String minutes(Duration duration) {
    return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  private void stop(List<DemoTable> tables) throws InterruptedException {
    console.print("");
    for (DemoTable table : tables) {
      String savepoint = table.job().stop();
      console.note(
          "Stopped %s/%s with the savepoint %s."
              .formatted(table.name(), table.job().record().run(), savepoint));
    }
  }

  private static void failIfBroken(List<DemoTable> tables, List<Feed> feeds) {
    for (DemoTable table : tables) {
      if (!table.job().isAlive()) {
        throw new CommandFailure(
            "The job of %s has ended. Read its log, %s."
                .formatted(table.name(), table.job().record().log()));
      }
    }
    for (Feed feed : feeds) {
      Optional<RuntimeException> failure = feed.failure();
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  private static EndOffsetWatch watch(Environment environment, List<String> topics) {
    Admin admin = Admin.create(client(environment));
    return new EndOffsetWatch(admin, topics, WATCH_EVERY, Clock.systemUTC());
  }

  private static void createTopics(Environment environment, List<String> topics) {
    String servers = environment.require("bootstrap-servers");
    try (Admin admin = Admin.create(client(environment))) {
      var made = new Topics(admin, servers);
      topics.forEach(topic -> made.ensure(topic, Optional.of(PARTITIONS)));
    }
  }

  private static Map<String, Object> client(Environment environment) {
    return Map.of("bootstrap.servers", environment.require("bootstrap-servers"));
  }

  private CheckpointProfile profile() {
    try {
      return CheckpointProfile.named(profile);
    } catch (IllegalArgumentException unknown) {
      throw new CommandFailure(String.valueOf(unknown.getMessage()), unknown);
    }
  }

  private String farewell(TableName table) {
    Path folder = stack.ownFolder().toAbsolutePath();
    String command = System.getProperty("tidemark.command", "tidemark");
    String dir = stack.isDefault() ? "" : " --dir " + folder;
    var next = new TextTable("What to try next:", "");
    next.add("  " + command + " up --detach" + dir, "start the stack again, on the same data");
    next.add("  " + command + " history " + table + dir, "what each version took in");
    next.add("  " + command + " show " + table + dir, "which events the newest one holds");
    next.add(
        "  " + command + " run " + table.table() + dir, "let the table go on where it stopped");
    next.add("  " + command + " down" + dir, "end the stack");
    return "Nothing runs any more; topics, tables and savepoints stay in %s.\n%s"
        .formatted(folder, String.join("\n", next.lines()));
  }
}
