package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.definition.DurationText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark load}: lines of a file into a topic, as Avro. */
@Command(
    name = "load",
    description = "Load the lines of a file into a topic, as Avro.",
    footer = {
      "",
      "Examples:",
      "  tidemark load orders.csv.gz --mapping online-retail-order-lines",
      "  tidemark load orders.csv.gz --mapping my-mapping.yaml --topic orders --partitions 4",
      "  tidemark load events.jsonl --mapping events.yaml --on-error skip --rate 500"
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int NAMED_AT_MOST = 100;

  /** What ends a load. */
  enum OnError {
    fail,
    skip
  }

  /** When the loaded events happen. */
  enum EventTimes {
    original,
    now
  }

  @Parameters(paramLabel = "FILE", description = "CSV or JSON lines, gzipped or not.")
  private Path file = Path.of("");

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "M",
      description =
          "Name of a built-in mapping (complete-journey-accounts, complete-journey-purchases, online-retail-order-lines, online-retail-product-updates) or a YAML file.")
  private String mappingName = "";

  @Option(names = "--topic", paramLabel = "T", description = "Default: the mapping's.")
  private @Nullable String topic;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Create the topic with N partitions if it does not exist.")
  private @Nullable Integer partitions;

  @Option(
      names = "--on-error",
      defaultValue = "fail",
      description =
          "fail at the first line that does not fit, or skip and count them: ${COMPLETION-CANDIDATES}.")
  private OnError onError = OnError.fail;

  @Option(
      names = "--event-time",
      defaultValue = "original",
      description = "Events happen when their line says, or now: ${COMPLETION-CANDIDATES}.")
  private EventTimes eventTimes = EventTimes.original;

  @Option(names = "--rate", paramLabel = "N", description = "At most N lines a second.")
  private @Nullable Integer rate;

  @Option(names = "--limit", paramLabel = "N", description = "Stop after N lines.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--format", description = "csv or json; default by the file's name.")
  private InputFile.@Nullable Format format;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT")
  private @Nullable String bootstrapServers;

  @Option(names = "--registry-url", paramLabel = "URL")
  private @Nullable String registryUrl;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public LoadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Mapping mapping = Mappings.named(mappingName);
    mapping = topic == null ? mapping : mapping.withTopic(topic);
    boolean elsewhere = bootstrapServers != null && registryUrl != null;
    Environment environment = elsewhere ? stack.environmentIfThere() : stack.environment();
    String servers =
        bootstrapServers == null ? environment.require("bootstrap-servers") : bootstrapServers;
    String registry = registryUrl == null ? environment.require("registry-url") : registryUrl;
    Map<String, Object> client = new HashMap<>(environment.under("kafka."));
    client.put("bootstrap.servers", servers);
    try (var input = InputFile.open(file, format, mapping)) {
      createTopic(client, servers, mapping.topic());
      var maker =
          new RecordMaker(
              mapping,
              new Registry(registry),
              eventTimes == EventTimes.now ? Clock.systemUTC() : null);
      return load(input, mapping, maker, client);
    }
  }

  private void createTopic(Map<String, Object> client, String servers, String name) {
    var settings = new HashMap<>(client);
    settings.putAll(Topics.patience());
    try (Admin admin = Admin.create(settings)) {
      if (new Topics(admin, servers).ensure(name, Optional.ofNullable(partitions))) {
        console.note("Created the topic %s with %d partitions.".formatted(name, partitions));
      }
    } catch (KafkaException wrongSettings) {
      throw CommandFailure.unreachable(
          "Cannot talk to Kafka at %s: %s. Check the address and the kafka.* settings."
              .formatted(servers, wrongSettings.getMessage()),
          wrongSettings);
    }
  }

  private int load(InputFile input, Mapping mapping, RecordMaker maker, Map<String, Object> client)
      throws InterruptedException {
    var progress = new LoadProgress(console, input::readShare);
    Pace pace = rate == null ? Pace.unlimited() : Pace.perSecond(rate);
    try (Producer<byte[], byte[]> producer = producer(client)) {
      var loader = new Loader(producer, mapping.topic(), maker, pace);
      Loader.Result result =
          loader.load(
              () -> loader.lines() < limit ? input.next() : Optional.empty(),
              (line, reason) -> unfit(loader, line, reason),
              progress::look);
      return report(mapping, result, progress);
    }
  }

  /** A producer that batches, and gives up after a minute. */
  public static Producer<byte[], byte[]> producer(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("linger.ms", 20);
    settings.put("batch.size", 128 * 1024);
    settings.put("buffer.memory", 32L * 1024 * 1024);
    settings.put("max.request.size", 16 * 1024 * 1024);
    settings.put("delivery.timeout.ms", 60_000);
    settings.putAll(client);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private boolean unfit(Loader loader, long line, String reason) {
    if (onError == OnError.fail) {
      console.failure(
          "Line %d of %s does not fit: %s. Fix the line, or pass --on-error skip."
              .formatted(line, file, reason));
      return false;
    }
    if (loader.unfit() <= NAMED_AT_MOST) {
      console.note("line %d does not fit: %s".formatted(line, reason));
    } else if (loader.unfit() == NAMED_AT_MOST + 1) {
      console.note("More lines do not fit; from here on they are only counted.");
    }
    return true;
  }

  private int report(Mapping mapping, Loader.Result result, LoadProgress progress) {
    long millis = Math.max(1, progress.took().toMillis());
    if (json) {
      console.print(
          "{\"topic\":\"%s\",\"lines\":%d,\"sent\":%d,\"tombstones\":%d,\"unfit\":%d,\"complete\":%b,\"millis\":%d}"
              .formatted(
                  mapping.topic(),
                  result.lines(),
                  result.sent(),
                  result.tombstones(),
                  result.unfit(),
                  result.isComplete(),
                  millis));
    } else {
      console.print(
          "%s %,d records%s to %s in %s, %,d lines/s.%s"
              .formatted(
                  result.isComplete() ? "Sent" : "Stopped after",
                  result.sent(),
                  result.tombstones() == 0
                      ? ""
                      : " (%,d of them deletes)".formatted(result.tombstones()),
                  mapping.topic(),
                  DurationText.of(progress.took()),
                  result.lines() * 1_000 / millis,
                  result.unfit() == 0
                      ? ""
                      : " %,d %s not fit."
                          .formatted(
                              result.unfit(), result.unfit() == 1 ? "line did" : "lines did")));
    }
    return result.isComplete() ? 0 : 1;
  }
}
