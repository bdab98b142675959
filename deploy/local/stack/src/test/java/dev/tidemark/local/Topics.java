package dev.tidemark.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka client, as little as the tests here need. */
record Topics(String bootstrapServers) {
  private static final int LIMIT_S = 30;

  void create(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(LIMIT_S, TimeUnit.SECONDS);
    }
  }

  void send(String topic, String... values) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "max.request.size",
                16 << 20,
                "max.block.ms",
                10_000),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value)).get(LIMIT_S, TimeUnit.SECONDS);
      }
    }
  }

  /** Sends in a transaction and commits it. */
  void sendAtOnce(String topic, String... values) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers, "transactional.id", "t"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        var unused = producer.send(new ProducerRecord<>(topic, value));
      }
      producer.commitTransaction();
    }
  }

  List<String> read(String topic, int count) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> values = new ArrayList<>();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
      }
      return values;
    }
  }

  /**
   * What a consumer learns of the topic within a second; asking creates it where a broker allows.
   */
  List<PartitionInfo> partitions(String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new StringDeserializer())) {
      return consumer.partitionsFor(topic, Duration.ofSeconds(1));
    } catch (TimeoutException e) {
      return List.of();
    }
  }
}
