package dev.tidemark.connector.table;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.QuarantineTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Kafka, registry, S3 and catalog, and events of a shop in them. */
final class Shop implements AutoCloseable {
  /** One order of a customer. */
  static final Schema ORDER =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"ShopOrder","fields":[
                {"name":"id","type":"string"},
                {"name":"customer","type":"string"},
                {"name":"note","type":["null","string"]},
                {"name":"amount","type":"long"},
                {"name":"happened","type":{"type":"long","logicalType":"timestamp-millis"}}]}
              """);

  /** A customer's account. */
  static final Schema ACCOUNT =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Account","fields":[
                {"name":"customer","type":"string"},
                {"name":"city","type":["null","string"]},
                {"name":"happened","type":{"type":"long","logicalType":"timestamp-millis"}}]}
              """);

  private static final long START = 1_700_000_000_000L;

  private final Path folder;
  private final LocalStack stack;
  private final Catalog catalog;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Schema, Integer> ids = new HashMap<>();

  Shop(Path folder) {
    this.folder = folder;
    stack = LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3).start();
    catalog = new CatalogSettings("tidemark", stack.jdbcCatalog()).open();
    producer = new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Properties kafka() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", stack.bootstrapServers());
    return properties;
  }

  /** Flink's settings and the run's, for a session of SQL. */
  Map<String, String> settings(String run) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("rest.port", "0");
    settings.put("parallelism.default", "2");
    settings.put("pipeline.generic-types", "false");
    settings.put("execution.checkpointing.interval", "300 ms");
    settings.put("execution.checkpointing.dir", checkpoints(run));
    settings.put(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    settings.put("tidemark.run", run);
    settings.put("tidemark.kafka.bootstrap.servers", stack.bootstrapServers());
    settings.put("tidemark.registry-url", stack.registryUrl());
    stack.jdbcCatalog().forEach((key, value) -> settings.put("tidemark.catalog." + key, value));
    return settings;
  }

  String checkpoints(String run) {
    return folder.resolve("checkpoints-" + run).toUri().toString();
  }

  String latestCheckpoint(String run) {
    return stack.latestCheckpoint(checkpoints(run)).orElseThrow();
  }

  static TableEnvironment session(Map<String, String> settings) {
    return TableEnvironment.create(
        EnvironmentSettings.newInstance()
            .inStreamingMode()
            .withConfiguration(Configuration.fromMap(settings))
            .build());
  }

  TableEnvironment session(String run) {
    return session(settings(run));
  }

  void topic(String name, int partitions) throws Exception {
    try (Admin admin = Admin.create(kafka())) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
      Awaitility.await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(30))
          .until(() -> admin.describeTopics(List.of(name)).allTopicNames().get().size() == 1);
    }
  }

  /** An order whose time is {@code second} seconds after the shop opened. */
  void order(String topic, int partition, String id, String customer, long amount, long second)
      throws Exception {
    GenericRecord order = new GenericData.Record(ORDER);
    order.put("id", id);
    order.put("customer", customer);
    order.put("amount", amount);
    order.put("happened", START + second * 1000);
    send(topic, partition, null, bytes(order));
  }

  void account(String topic, int partition, String customer, @Nullable String city, long second)
      throws Exception {
    GenericRecord account = new GenericData.Record(ACCOUNT);
    account.put("customer", customer);
    account.put("city", city);
    account.put("happened", START + second * 1000);
    send(topic, partition, customer.getBytes(StandardCharsets.UTF_8), bytes(account));
  }

  /** A delete at a moment of the shop's time. */
  void close(String topic, int partition, String customer, long second) {
    producer.send(
        new ProducerRecord<byte[], byte[]>(
            topic,
            partition,
            (Long) (START + second * 1000),
            customer.getBytes(StandardCharsets.UTF_8),
            (byte[]) null));
    producer.flush();
  }

  void send(String topic, int partition, byte @Nullable [] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, START, key, value);
    record.headers().add(new RecordHeader("origin", "test".getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
    producer.flush();
  }

  private byte[] bytes(GenericRecord record) throws Exception {
    Integer id = ids.get(record.getSchema());
    if (id == null) {
      id = register(record.getSchema());
      ids.put(record.getSchema(), id);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private int register(Schema schema) throws IOException, InterruptedException {
    String body =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .writeValueAsString(Map.of("schema", schema.toString()));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            stack.registryUrl() + "/subjects/" + schema.getName() + "/versions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    Matcher id = Pattern.compile("\"id\"\\s*:\\s*(\\d+)").matcher(answer.body());
    if (!id.find()) {
      throw new IOException("The registry answered " + answer.body());
    }
    return Integer.parseInt(id.group(1));
  }

  /** Waits until a run's branch holds that many events of its topics. */
  Tidemark await(String table, String branch, long events) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .until(() -> head(table, branch).map(Shop::events).orElse(0L) >= events);
    return head(table, branch).orElseThrow();
  }

  /** The same, of a job in another process; says what it printed if it ends. */
  Tidemark await(String table, String branch, long events, Process job, Path log)
      throws IOException {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(120))
          .until(
              () ->
                  !job.isAlive()
                      || (exists(table)
                          && head(table, branch).map(Shop::events).orElse(0L) >= events));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(Files.readString(log), late);
    }
    if (!job.isAlive()) {
      throw new AssertionError("The job ended:\n" + Files.readString(log));
    }
    return head(table, branch).orElseThrow();
  }

  private Optional<Tidemark> head(String table, String branch) {
    return LiveTable.open(catalog, identifier(table)).head(branch);
  }

  static long events(Tidemark tidemark) {
    return tidemark.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .mapToLong(p -> p.to() - p.start())
        .sum();
  }

  /** Sums of consumed, accepted, rejected and late over all epochs of a branch. */
  List<Long> counts(String table, String branch) {
    long[] sums = new long[4];
    LiveTable.open(catalog, identifier(table))
        .history(branch)
        .forEach(
            version ->
                Optional.ofNullable(
                        version instanceof Version.Stamped epoch ? epoch.tidemark() : null)
                    .ifPresent(
                        t ->
                            t.topics().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .forEach(
                                    p -> {
                                      sums[0] += p.consumed();
                                      sums[1] += p.accepted();
                                      sums[2] += p.rejected();
                                      sums[3] += p.late();
                                    })));
    return List.of(sums[0], sums[1], sums[2], sums[3]);
  }

  boolean exists(String table) {
    return catalog.tableExists(identifier(table));
  }

  /** The rows of {@code main}, each as its values separated by blanks, sorted. */
  List<String> rows(String table, String branch) throws IOException {
    return rows(catalog.loadTable(identifier(table)), branch);
  }

  List<String> quarantine(String table) throws IOException {
    Table quarantine = catalog.loadTable(QuarantineTable.of(identifier(table)));
    List<String> reasons = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(quarantine).build()) {
      read.forEach(r -> reasons.add(r.getField("reason") + " " + r.getField("offset")));
    }
    return reasons.stream().sorted().toList();
  }

  private static List<String> rows(Table table, String branch) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> read =
        IcebergGenerics.read(table).useSnapshot(table.snapshot(branch).snapshotId()).build()) {
      for (Record row : read) {
        List<String> values = new ArrayList<>();
        // By name: with deletes to apply, Iceberg's reader adds columns of its own.
        table.schema().columns().forEach(c -> values.add(String.valueOf(row.getField(c.name()))));
        rows.add(String.join(" ", values));
      }
    }
    return rows.stream().sorted().toList();
  }

  private static TableIdentifier identifier(String table) {
    return TableIdentifier.parse(table);
  }

  @Override
  public void close() throws Exception {
    producer.close();
    ((AutoCloseable) catalog).close();
    stack.close();
  }
}
