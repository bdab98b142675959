package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaDestinationTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Made made = new Made(Made.settings(1, Made.NONE), 2);
  private final KafkaDestination destination = new KafkaDestination(producer, made.encoder());

  @Test
  void aBrokerThatStopsAnsweringIsSaidToBeUnreachable() {
    destination.send(made.messages().get(0));
    producer.completeNext();
    destination.send(made.messages().get(1));
    producer.errorNext(new TimeoutException("Expiring 1 record(s)"));
    assertThatThrownBy(destination::flush)
        .hasMessage(
            "Kafka does not acknowledge a record: Expiring 1 record(s). 1 records were acknowledged before. Check that it runs.")
        .extracting(failure -> ((CommandFailure) failure).kind())
        .isEqualTo(CommandFailure.Kind.UNREACHABLE);
  }

  @Test
  void aRecordThatIsRefusedForGoodDoesNotFit() {
    destination.send(made.messages().get(0));
    producer.errorNext(new RecordTooLargeException("1 byte too many"));
    assertThatThrownBy(() -> destination.send(made.messages().get(1)))
        .hasMessageStartingWith("Kafka refuses a record: 1 byte too many. 0 records were")
        .extracting(failure -> ((CommandFailure) failure).kind())
        .isEqualTo(CommandFailure.Kind.UNFIT);
  }
}
