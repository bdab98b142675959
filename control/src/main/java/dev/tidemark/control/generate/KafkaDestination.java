package dev.tidemark.control.generate;

import dev.tidemark.control.CommandFailure;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The topics. The first record that the broker refuses for good ends it. */
final class KafkaDestination implements Destination {
  private final Producer<byte[], byte[]> producer;
  private final Encoder encoder;
  private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();

  KafkaDestination(Producer<byte[], byte[]> producer, Encoder encoder) {
    this.producer = producer;
    this.encoder = encoder;
  }

  @Override
  public void send(Message message) {
    failIfRefused();
    var record =
        new ProducerRecord<>(
            message.topic().topic(),
            null,
            message.timestamp(),
            encoder.key(message),
            encoder.value(message));
    try {
      var unused = producer.send(record, (position, failure) -> answered(failure));
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException failure) {
      answered(failure);
    }
  }

  private void answered(@Nullable Exception failure) {
    if (failure == null) {
      acknowledged.incrementAndGet();
    } else {
      refusal.compareAndSet(null, failure);
    }
  }

  @Override
  public void flush() {
    producer.flush();
    failIfRefused();
  }

  private void failIfRefused() {
    Exception failure = refusal.get();
    if (failure instanceof RetriableException) {
      // What may be tried again failed for want of an answer.
      throw CommandFailure.unreachable(
          "Kafka does not acknowledge a record: %s. %d records were acknowledged before. Check that it runs."
              .formatted(failure.getMessage(), acknowledged.get()),
          failure);
    }
    if (failure != null) {
      throw new CommandFailure(
          "Kafka refuses a record: %s. %d records were acknowledged before. Check the broker, and the topics' settings."
              .formatted(failure.getMessage(), acknowledged.get()),
          failure);
    }
  }
}
