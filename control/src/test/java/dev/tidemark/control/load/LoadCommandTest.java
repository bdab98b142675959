package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Environment;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads into a real Kafka and a real registry. */
class LoadCommandTest {
  private static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
  private static final String ORDERS =
      HEADER
          + "1,A,\"HEART, \"\"RED\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
          + "1,B,\"TWO\nLINES\",1,2010-12-01 08:26:00,0.001,,France\n"
          + "C2,A,,-6,2010-12-01 09:00:00,2.5,17850.0,United Kingdom\n";

  @TempDir static Path folder;
  private static LocalStack stack;
  private final CapturedConsole console = new CapturedConsole();

  @BeforeAll
  static void startStack() {
    stack = LocalStack.in(folder.resolve("stack")).with(Service.KAFKA, Service.REGISTRY).start();
    Environment.write(
        folder,
        Map.of("bootstrap-servers", stack.bootstrapServers(), "registry-url", stack.registryUrl()));
  }

  @AfterAll
  static void endStack() {
    stack.close();
  }

  @Test
  void aGzippedFileIsLoadedWithKeysTimesAndASchemaThatTheRegistryKnows() throws Exception {
    Path file = gzipped("orders.csv.gz", ORDERS);
    assertThat(load(file, "online-retail-order-lines", "--topic", "gz", "--partitions", "3"))
        .isZero();
    assertThat(console.out()).startsWith("Sent 3 records to gz in ");
    assertThat(console.err()).contains("Created the topic gz with 3 partitions.");
    List<ConsumerRecord<byte[], byte[]>> records = read("gz", 3);
    assertThat(records)
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactlyInAnyOrder("1", "1", "C2");
    assertThat(records)
        .extracting(ConsumerRecord::timestamp)
        .contains(1291191960000L); // 2010-12-01 08:26 in London, which is UTC in winter
    assertThat(records).allSatisfy(record -> assertThat(schemaOf(record)).contains("OrderLine"));
  }

  @Test
  void aTombstoneArrivesAsARecordWithoutAValue() throws Exception {
    Path file = plain("updates.csv", ORDERS);
    assertThat(load(file, "online-retail-product-updates", "--topic", "del", "--partitions", "1"))
        .isZero();
    assertThat(console.out()).startsWith("Sent 3 records (1 of them deletes) to del in ");
    ConsumerRecord<byte[], byte[]> last = read("del", 3).get(2);
    assertThat(new String(last.key(), UTF_8)).isEqualTo("A");
    assertThat(last.value()).isNull();
  }

  @Test
  void theFirstLineThatDoesNotFitEndsTheLoadAndIsNamed() throws Exception {
    Path file = plain("bad.csv", ORDERS + "3,B,X,many,2010-12-01 09:00:00,1,,France\n");
    assertThat(load(file, "online-retail-order-lines", "--topic", "bad", "--partitions", "1"))
        .isEqualTo(1);
    assertThat(console.err())
        .contains(
            "tidemark: Line 6 of %s does not fit: quantity: found \"many\" in column 4, Quantity, accepted is int. Mend it, or pass --on-error skip or quarantine."
                .formatted(file));
    assertThat(console.err())
        .contains(
            "The first 3 rows of the file are done: in the topic bad, or reported. Go on with --skip 3.");
    assertThat(console.out()).startsWith("Stopped after 3 records to bad in ");
  }

  @Test
  void skippedLinesAreNamedAndCounted() throws Exception {
    Path file =
        plain(
            "skip.csv",
            HEADER
                + "1,A,X,many,2010-12-01 08:26:00,2.55,,France\n"
                + "1,A,X\n"
                + "1,A,X,1,2010-12-01 08:26:00,2.55,,France\n");
    assertThat(
            load(
                file,
                "online-retail-order-lines",
                "--topic=skip",
                "--partitions=1",
                "--on-error=skip",
                "--json"))
        .isZero();
    assertThat(console.err())
        .contains(
            "line 2 does not fit: quantity: found \"many\" in column 4, Quantity, accepted is int")
        .contains("line 3 does not fit: found 3 values, accepted is 8 as in the header");
    assertThat(console.out())
        .startsWith(
            "{\"topic\":\"skip\",\"lines\":3,\"sent\":1,\"tombstones\":0,\"unfit\":2,\"complete\":true,");
  }

  @Test
  void quarantinedRowsSayWhereTheyStandWhatWasFoundAndWhatTheyHeld() throws Exception {
    Path file =
        plain(
            "q.csv",
            HEADER
                + "1,A,X,many,2010-12-01 08:26:00,2.555555,,France\n"
                + "1,A,X\n"
                + "1,A,X,1,2010-12-01 08:26:00,2.55,,France\n");
    assertThat(
            load(
                file,
                "online-retail-order-lines",
                "--topic=quarantine",
                "--partitions=1",
                "--on-error=quarantine"))
        .isZero();
    Path rejected = folder.resolve("q.csv.rejected.jsonl");
    assertThat(console.out())
        .startsWith("Sent 1 record to quarantine in ")
        .contains(" 2 rows did not fit: see %s.".formatted(rejected));
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(rejected)) {
      rows.add(new ObjectMapper().readTree(line));
    }
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).at("/line").asInt()).isEqualTo(2);
    assertThat(rows.get(0).at("/file").asText()).isEqualTo(file.toString());
    assertThat(rows.get(0).at("/problems/0"))
        .hasToString(
            "{\"field\":\"quantity\",\"column\":\"column 4, Quantity\",\"found\":\"\\\"many\\\"\",\"accepted\":\"int\"}");
    assertThat(rows.get(0).at("/problems/1/field").asText()).isEqualTo("unit_price");
    assertThat(rows.get(0).at("/values/UnitPrice").asText()).isEqualTo("2.555555");
    assertThat(rows.get(1).at("/row").asInt()).isEqualTo(2);
    assertThat(rows.get(1).at("/problems/0/found").asText()).isEqualTo("3 values");
  }

  @Test
  void aQuarantineFileWithoutARowIsNotLeft() throws Exception {
    Path rejected = plain("old.jsonl", "of an earlier load");
    assertThat(
            load(
                plain("good.csv", ORDERS),
                "online-retail-order-lines",
                "--topic=good",
                "--partitions=1",
                "--quarantine",
                rejected.toString()))
        .isZero();
    assertThat(rejected).doesNotExist();
  }

  @Test
  void aLoadGoesOnBehindTheRowsThatAreDone() throws Exception {
    Path file = plain("go-on.csv", ORDERS + "3,B,X,many,2010-12-01 09:00:00,1,,France\n");
    assertThat(load(file, "online-retail-order-lines", "--topic=on", "--partitions=2"))
        .isEqualTo(1);
    plain("go-on.csv", ORDERS + "3,B,X,4,2010-12-01 09:00:00,1,,France\n");
    assertThat(load(file, "online-retail-order-lines", "--topic=on", "--skip=3")).isZero();
    assertThat(read("on", 4))
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactlyInAnyOrder("1", "1", "C2", "3");
  }

  @Test
  void aFileThatEndsEarlyIsLoadedUpToThereAndSaysWhereToGoOn() throws Exception {
    Path mapping =
        plain(
            "list.yaml",
            "topic: cut\nschema: demo.Cut\nfields:\n  - {name: id, from: id, type: long}\n");
    Path file = plain("cut.json", "[{\"id\": 1},\n{\"id\": 2},\n{\"id\": ");
    assertThat(load(file, mapping.toString(), "--partitions=1")).isEqualTo(1);
    assertThat(console.err())
        .contains(
            "tidemark: Cannot read %s behind element 2 (line 2): found its end in line 3, column 8, accepted is ] before it. Get the whole file."
                .formatted(file))
        .contains("The first 2 rows of the file are done: in the topic cut, or reported.")
        .contains("Go on with --skip 2.");
    assertThat(read("cut", 2)).hasSize(2);
  }

  @Test
  void movedEventsKeepTheirDistancesAndAreSentWhenTheirTimeHasCome() throws Exception {
    long before = System.currentTimeMillis();
    assertThat(
            load(
                plain("moved.csv", ORDERS),
                "online-retail-order-lines",
                "--topic=moved",
                "--partitions=1",
                "--speed-up=3600"))
        .isZero();
    long after = System.currentTimeMillis();
    List<Long> times = read("moved", 3).stream().map(ConsumerRecord::timestamp).toList();
    assertThat(times.get(0)).isEqualTo(times.get(1)).isBetween(before, after);
    // 34 minutes lie between the orders.
    assertThat(times.get(2) - times.get(0)).isEqualTo(Math.round(34 * 60 * 1_000 / 3_600.0));
    assertThat(after).isGreaterThanOrEqualTo(times.get(2));
  }

  @Test
  void whatContradictsItselfIsRefusedBeforeAnythingIsSent() throws Exception {
    Path file = plain("no.csv", ORDERS);
    assertThat(load(file, "online-retail-order-lines", "--event-time=now", "--retime=now"))
        .isEqualTo(1);
    assertThat(load(file, "complete-journey-campaigns", "--retime=now")).isEqualTo(1);
    assertThat(load(file, "online-retail-order-lines", "--speed-up=0")).isEqualTo(1);
    assertThat(load(file, "m.yaml", "--on-error=skip", "--quarantine=x")).isEqualTo(2);
    assertThat(console.err())
        .contains("Cannot do both --event-time now and --retime or --speed-up.")
        .contains("Cannot move events by the mapping complete-journey-campaigns: it has no")
        .contains("Cannot use --speed-up 0.0: accepted is a number above 0, like 60.")
        .contains("--quarantine x does not go with --on-error skip.");
  }

  @Test
  void helpAndListNameEveryBuiltInMapping() {
    assertThat(Tidemark.run(console.console(), "load", "--help")).isZero();
    String help = console.out().replaceAll("\\s+", " ");
    assertThat(help).contains("a built-in mapping: " + String.join(", ", Mappings.BUILT_IN) + ".");
    assertThat(Tidemark.run(console.console(), "load", "--list")).isZero();
    for (String name : Mappings.BUILT_IN) {
      Mapping mapping = Mappings.named(name);
      assertThat(mapping.about()).isNotEmpty();
      assertThat(console.out())
          .contains("%s into the topic %s\n  %s".formatted(name, mapping.topic(), mapping.about()));
    }
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void jsonLinesAreLoadedAtALimit() throws Exception {
    Path mapping =
        plain(
            "events.yaml",
            """
            topic: events
            schema: demo.Event
            fields:
              - {name: id, from: id, type: long, required: true}
              - {name: city, from: user.city, type: string}
            """);
    Path file =
        plain("events.jsonl", "{\"id\": 1, \"user\": {\"city\": \"Oslo\"}}\n{\"id\": 2}\n{}\n");
    assertThat(load(file, mapping.toString(), "--partitions=1", "--limit=2")).isZero();
    assertThat(read("events", 2)).hasSize(2);
  }

  @Test
  void aFeedRepeatsItsFileAsEventsOfNowUntilItIsClosed() throws Exception {
    Path file = plain("feed.csv", ORDERS);
    load(file, "online-retail-order-lines", "--partitions=1");
    long before = System.currentTimeMillis();
    Feed.Rows rows = Feed.repeating(file, "online-retail-order-lines");
    try (Feed feed = Feed.start(Environment.in(folder), "online-retail-order-lines", rows, 500)) {
      List<ConsumerRecord<byte[], byte[]>> records = read("order-lines", 40);
      assertThat(records.subList(0, 3)).allMatch(record -> record.timestamp() < before);
      assertThat(records.subList(3, 40)).allMatch(record -> record.timestamp() >= before);
      assertThat(feed.failure()).isEmpty();
    }
  }

  @Test
  void aMissingTopicIsRefusedWithTheOptionThatCreatesIt() throws Exception {
    assertThat(load(plain("a.csv", ORDERS), "online-retail-order-lines", "--topic", "none"))
        .isEqualTo(1);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: There is no topic none at %s. Create it, or pass --partitions 4 to have it created."
                .formatted(stack.bootstrapServers()));
  }

  @Test
  void aFileWithoutTheMappingsColumnsIsRefusedBeforeAnythingIsSent() throws Exception {
    Path file = plain("other.csv", "InvoiceNo,Amount\n1,2\n");
    assertThat(load(file, "online-retail-product-updates", "--partitions", "1")).isEqualTo(1);
    assertThat(console.err())
        .contains(
            "Cannot load %s by the mapping online-retail-product-updates: it lacks the columns [Description, InvoiceDate, StockCode, UnitPrice] that the mapping reads; it has [InvoiceNo, Amount]. Use a mapping for this file."
                .formatted(file));
  }

  @Test
  void aRegistryThatIsNotThereIsNamed() throws Exception {
    assertThat(
            load(
                plain("b.csv", ORDERS),
                "online-retail-order-lines",
                "--topic=noreg",
                "--partitions=1",
                "--registry-url=http://127.0.0.1:1/apis"))
        .isEqualTo(4);
    assertThat(console.err())
        .contains(
            "tidemark: Cannot reach the schema registry at http://127.0.0.1:1/apis to register"
                + " noreg-value: ")
        .contains("Check that it runs, or pass --registry-url.");
  }

  @Test
  void aCommandThatIsNotUnderstoodEndsWithTwo() {
    assertThat(Tidemark.run(console.console(), "load", "file.csv")).isEqualTo(2);
    assertThat(console.err()).contains("--mapping");
  }

  private int load(Path file, String mapping, String... more) {
    var arguments = new ArrayList<String>();
    arguments.addAll(
        List.of("load", file.toString(), "--mapping", mapping, "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    return Tidemark.run(console.console(), arguments.toArray(new String[0]));
  }

  private static Path plain(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Path gzipped(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
    return file;
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    Map<String, Object> settings = Map.of("bootstrap.servers", stack.bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      assertThat(records).hasSizeGreaterThanOrEqualTo(count);
      return records;
    }
  }

  private static String schemaOf(ConsumerRecord<byte[], byte[]> record) {
    int id = ByteBuffer.wrap(record.value()).getInt(1);
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(stack.registryUrl() + "/schemas/ids/" + id))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
