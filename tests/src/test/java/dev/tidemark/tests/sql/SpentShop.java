package dev.tidemark.tests.sql;

import dev.tidemark.tests.events.Wire;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the topics that {@code docs/sql.md} reads: orders, and accounts of their customers. */
final class SpentShop implements AutoCloseable {
  static final String ORDERS = "orders";
  static final String ACCOUNTS = "accounts";
  private static final Instant OPENED = Instant.parse("2026-01-02T09:00:00Z");

  private final KafkaProducer<byte[], byte[]> producer;
  private final Wire wire;

  SpentShop(String bootstrapServers, String registryUrl) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    wire = Wire.at(registryUrl);
  }

  void order(int partition, String id, String customer, String amount) {
    byte[] value =
        wire.encode(
            "spent-order",
            Map.of(
                "id", id,
                "customer", customer,
                "amount", new BigDecimal(amount),
                "ordered_at", OPENED));
    send(ORDERS, partition, null, value, OPENED);
  }

  /** The state of an account that many seconds after the shop opened. */
  void account(int partition, String customer, String city, int second) {
    Instant changed = OPENED.plusSeconds(second);
    byte[] value =
        wire.encode(
            "spent-account", Map.of("customer", customer, "city", city, "changed_at", changed));
    send(ACCOUNTS, partition, customer, value, changed);
  }

  void closeAccount(int partition, String customer, int second) {
    send(ACCOUNTS, partition, customer, null, OPENED.plusSeconds(second));
  }

  private void send(
      String topic, int partition, @Nullable String key, byte @Nullable [] value, Instant time) {
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, partition, time.toEpochMilli(), keyBytes, value));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
