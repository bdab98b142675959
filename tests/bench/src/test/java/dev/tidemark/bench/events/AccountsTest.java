package dev.tidemark.bench.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AccountsTest {
  @Test
  void recordsAreAvroOfTheRegisteredSchemaKeyedAsEventsAre() throws IOException {
    ProducerRecord<byte[], byte[]> sent = new Accounts(9).record("t", 123, 1_700_000_000_000L);
    byte[] value = sent.value();
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema())
            .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    assertThat(value).startsWith(0, 0, 0, 0, 9);
    assertThat(sent.key()).asString().isEqualTo(Events.accountName(123));
    assertThat(sent.partition()).isEqualTo(123 % Events.PARTITIONS);
    assertThat(read.get("account")).hasToString(Events.accountName(123));
    assertThat(read.get("city")).hasToString(Accounts.city(123));
    assertThat(read.get("changed_at")).isEqualTo(1_700_000_000_000L);
  }

  private static Schema schema() throws IOException {
    try (InputStream in = Events.class.getResourceAsStream("/bench/account.avsc")) {
      return new Schema.Parser().parse(Objects.requireNonNull(in));
    }
  }
}
