package dev.tidemark.tests.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to Kafka and remembers each with the offset it got: the truth about what is in the
 * topics for readers of committed records. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, NavigableMap<Long, Sent>> sent = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Object transactions = new Object();
  private @Nullable KafkaProducer<byte[], byte[]> transactional;

  public EventLog(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer = producer(Map.of());
  }

  /** Sends without waiting. */
  public void send(Outgoing outgoing) {
    var unused =
        producer.send(
            record(outgoing),
            (metadata, problem) -> {
              if (problem != null) {
                failure.set(problem);
              } else {
                remember(outgoing, metadata.offset());
              }
            });
  }

  /** Sends all in one transaction and commits it. */
  public void sendInTransaction(Collection<Outgoing> all) {
    transaction(all, true);
  }

  /** Sends all in one transaction and aborts it: no reader of committed records may see them. */
  public void sendAndAbort(Collection<Outgoing> all) {
    transaction(all, false);
  }

  private void transaction(Collection<Outgoing> all, boolean commit) {
    synchronized (transactions) {
      KafkaProducer<byte[], byte[]> open = transactional();
      open.beginTransaction();
      Map<Outgoing, Future<RecordMetadata>> answers = new HashMap<>();
      all.forEach(outgoing -> answers.put(outgoing, open.send(record(outgoing))));
      open.flush();
      if (!commit) {
        open.abortTransaction();
        return;
      }
      open.commitTransaction();
      answers.forEach((outgoing, answer) -> remember(outgoing, offset(answer)));
    }
  }

  private static long offset(Future<RecordMetadata> answer) {
    try {
      return answer.get().offset();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not take an event", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while sending", e);
    }
  }

  /** Remembers what somebody else has sent, at the offset that it got. */
  public void remember(Outgoing outgoing, long offset) {
    partition(new TopicPartition(outgoing.topic(), outgoing.partition()))
        .put(offset, new Sent(outgoing, offset, System.nanoTime()));
  }

  private NavigableMap<Long, Sent> partition(TopicPartition partition) {
    return sent.computeIfAbsent(partition, p -> new ConcurrentSkipListMap<>());
  }

  /**
   * Returns when everything that any reader may have seen until now is remembered.
   *
   * @throws IllegalStateException if Kafka refused an event
   */
  public void flush() {
    producer.flush();
    synchronized (transactions) {
      Exception problem = failure.get();
      if (problem != null) {
        throw new IllegalStateException("Kafka did not take an event", problem);
      }
    }
  }

  /** The committed events of a partition with offsets in {@code [from, to)}, in order. */
  public Collection<Sent> events(TopicPartition partition, long from, long to) {
    return partition(partition).subMap(from, true, to, false).values();
  }

  /** Offset after the last committed event of each partition that has one. */
  public Map<TopicPartition, Long> ends(String topic) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    sent.forEach(
        (partition, events) -> {
          if (partition.topic().equals(topic) && !events.isEmpty()) {
            ends.put(partition, events.lastKey() + 1);
          }
        });
    return ends;
  }

  /** How many committed events a topic has. */
  public long count(String topic) {
    return sent.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  /** All committed poison of a topic. */
  public List<Sent> poison(String topic) {
    List<Sent> poison = new ArrayList<>();
    sent.forEach(
        (partition, events) -> {
          if (partition.topic().equals(topic)) {
            events.values().stream().filter(Sent::isPoison).forEach(poison::add);
          }
        });
    return poison;
  }

  private static ProducerRecord<byte[], byte[]> record(Outgoing outgoing) {
    return new ProducerRecord<>(
        outgoing.topic(),
        outgoing.partition(),
        outgoing.timestamp(),
        outgoing.key(),
        outgoing.value(),
        outgoing.headers());
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    KafkaProducer<byte[], byte[]> open = transactional;
    if (open == null) {
      open = producer(Map.of("transactional.id", "events-" + UUID.randomUUID()));
      open.initTransactions();
      transactional = open;
    }
    return open;
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("max.request.size", 16 << 20);
    settings.put("linger.ms", 5);
    settings.put("acks", "all");
    // So that new partitions are known soon.
    settings.put("metadata.max.age.ms", 2_000);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    synchronized (transactions) {
      if (transactional != null) {
        transactional.close(Duration.ofSeconds(5));
      }
    }
  }
}
