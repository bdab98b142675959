package dev.tidemark.bench.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts events into topics. */
public final class Feed {
  private static final long NANOS = 1_000_000_000L;
  private final String servers;
  private final String registryUrl;
  private final int schemaId;
  private final int unitsPerMilli;

  private Feed(String servers, String registryUrl, int schemaId, int unitsPerMilli) {
    this.servers = servers;
    this.registryUrl = registryUrl;
    this.schemaId = schemaId;
    this.unitsPerMilli = unitsPerMilli;
  }

  /** A feed whose schema the registry knows from here on. */
  public static Feed of(String servers, String registryUrl)
      throws IOException, InterruptedException {
    int id = register(registryUrl, "bench-value", "/bench/event.avsc");
    return new Feed(servers, registryUrl, id, 1000);
  }

  /** The same events with a time in milliseconds, which all of Flink's formats read. */
  public static Feed inMillis(String servers, String registryUrl)
      throws IOException, InterruptedException {
    int id = register(registryUrl, "bench-millis-value", "/bench/event-millis.avsc");
    return new Feed(servers, registryUrl, id, 1);
  }

  /** Creates a topic of {@link Events#PARTITIONS} partitions. */
  public void create(String topic) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(topic, Events.PARTITIONS, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Cannot create topic %s: %s. See Kafka's log.".formatted(topic, e.getCause()), e);
    }
  }

  /** Loads events 0 to {@code count}, as fast as it goes. */
  public void load(String topic, long count) {
    Events events = new Events(schemaId, unitsPerMilli);
    load(count, id -> events.record(topic, id, System.currentTimeMillis()));
  }

  /** Loads what is known of accounts 0 to {@code count}, once each. */
  public void loadAccounts(String topic, int count) throws IOException, InterruptedException {
    Accounts accounts =
        new Accounts(register(registryUrl, "bench-accounts-value", "/bench/account.avsc"));
    load(count, id -> accounts.record(topic, (int) id, System.currentTimeMillis()));
  }

  private void load(long count, LongFunction<ProducerRecord<byte[], byte[]>> record) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = producer(20)) {
      for (long id = 0; id < count; id++) {
        producer.send(record.apply(id), (sent, failed) -> failure.compareAndSet(null, failed));
      }
    }
    check(failure);
  }

  /**
   * Sends events at a pace until interrupted or {@code until} (of {@link System#nanoTime}) is over.
   * An event's time is when it is handed to the producer. What could not be sent in time is sent as
   * soon as it can.
   *
   * @return how many were sent
   */
  public long pace(String topic, int perSecond, long until) {
    return pace(topic, perSecond, () -> System.nanoTime() >= until);
  }

  /** The same until something is over. */
  public long pace(String topic, int perSecond, BooleanSupplier over) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long begun = System.nanoTime();
    long id = 0;
    try (Producer<byte[], byte[]> producer = producer(5)) {
      Events events = new Events(schemaId, unitsPerMilli);
      while (!over.getAsBoolean()) {
        long now = System.nanoTime();
        long due = (long) ((now - begun) / (double) NANOS * perSecond);
        for (; id < due; id++) {
          producer.send(
              events.record(topic, id, System.currentTimeMillis()),
              (sent, failed) -> failure.compareAndSet(null, failed));
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
    check(failure);
    return id;
  }

  private static void check(AtomicReference<Exception> failure) {
    Optional.ofNullable(failure.get())
        .ifPresent(
            failed -> {
              throw new IllegalStateException(
                  "Not all events were loaded: %s. See Kafka's log.".formatted(failed), failed);
            });
  }

  private Producer<byte[], byte[]> producer(int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
            ProducerConfig.LINGER_MS_CONFIG, lingerMillis,
            ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static int register(String registryUrl, String subject, String resource)
      throws IOException, InterruptedException {
    ObjectMapper json = new ObjectMapper();
    String schema;
    try (InputStream in = Feed.class.getResourceAsStream(resource)) {
      schema = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registryUrl + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    json.writeValueAsString(Map.of("schema", schema))))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "The registry answers %d to the benchmark's schema: %s. See its log."
              .formatted(answer.statusCode(), answer.body()));
    }
    return json.readTree(answer.body()).get("id").asInt();
  }
}
