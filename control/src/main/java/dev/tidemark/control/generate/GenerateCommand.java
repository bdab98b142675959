package dev.tidemark.control.generate;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.Console;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.load.Receivers;
import dev.tidemark.control.load.SendingOptions;
import dev.tidemark.control.load.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark generate}: a made-up shop into topics, or on the screen. */
@Command(
    name = "generate",
    description = {
      "Make up a shop and send what happens in it to topics, as Avro: orders, products, accounts,"
          + " issues, agents.",
      "With late, doubled and malformed events among it. The same seed makes the same; see"
          + " docs/shop.md."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark generate --dry-run --events 20",
      "  tidemark generate",
      "  tidemark generate --for 10m --rate 500 --burst '10x every 60s for 5s'",
      "  tidemark generate --events 1000000 --topics purchases,accounts --skew 1.2"
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final long USUAL_EVENTS = 100_000;
  private static final int USUAL_RATE = 1_000;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Stop after N events; default 100,000, or no end with --for.")
  private @Nullable Long events;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Stop after a while, as it happens: the shop's time is the real one.")
  private @Nullable Duration time;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Events a second on average; default 1,000 with --for, else as fast as they go.")
  private @Nullable Integer rate;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Of topics that do not exist and are created; default ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = {"--dry-run", "--print"},
      description = "Print the events as lines of JSON instead of sending them.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private ShopOptions shop = new ShopOptions();

  @Mixin private SendingOptions to = new SendingOptions();

  private final Console console;

  public GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    NumberOption.requireFrom(1, "--events", events);
    NumberOption.requireSome("--for", time);
    NumberOption.requireFrom(1, "--rate", rate);
    NumberOption.requireFrom(1, "--partitions", partitions);
    Integer real = rate == null && time != null ? Integer.valueOf(USUAL_RATE) : rate;
    ShopSettings settings = shop.settings(real, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    var extent =
        new Generation.Extent(
            events != null ? events : time == null ? USUAL_EVENTS : Long.MAX_VALUE,
            time == null ? Generation.Extent.ENDLESS : time,
            real == null ? 0 : shop.speedUp());
    return dryRun ? print(settings, extent) : send(settings, extent);
  }

  private int print(ShopSettings settings, Generation.Extent extent) throws InterruptedException {
    var ids = new OwnIds();
    var encoder = new Encoder(settings.topics(), ids::register, true);
    var lines = new MessageLines(console.outWriter(), encoder, partitions);
    generate(
        settings,
        new Generation.Way(encoder, lines, extent),
        report -> {
          if (lines.isOpen()) {
            console.note(json ? report.json() : report.dryText());
          }
        });
    return 0;
  }

  private int send(ShopSettings settings, Generation.Extent extent) throws InterruptedException {
    Receivers receivers = to.receivers();
    receivers.ensure(topics(settings), Optional.of(partitions), console);
    var encoder =
        new Encoder(
            settings.topics(), receivers.registry()::register, settings.mishaps().malformed() > 0);
    try (Producer<byte[], byte[]> producer = receivers.producer()) {
      generate(
          settings,
          new Generation.Way(encoder, new KafkaDestination(producer, encoder), extent),
          report -> console.print(json ? report.json() : report.text()));
    }
    return 0;
  }

  /** Those that are wanted, in the shop's order. */
  private static List<String> topics(ShopSettings settings) {
    return Arrays.stream(ShopTopic.values())
        .filter(settings.topics()::contains)
        .map(ShopTopic::topic)
        .toList();
  }

  /** Also after Ctrl-C it is said what was sent. */
  private void generate(ShopSettings settings, Generation.Way way, Consumer<GenerateReport> say)
      throws InterruptedException {
    var messages = new ShopMessages(settings, way.encoder());
    var progress = new GenerateProgress(console, way.extent().events(), messages::now);
    var stop = new Stop();
    try (var ctrlC =
        AtExit.asking(
            "stop-sending",
            stop::ask,
            () -> console.note("Kafka has not acknowledged everything that was sent."))) {
      Counts counts =
          new Generation(messages, way.destination(), way.extent(), stop).run(progress::look);
      say.accept(new GenerateReport(settings, messages.now(), counts, progress.took()));
    }
  }
}
