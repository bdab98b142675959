package dev.tidemark.bench.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final long TIME = 1_700_000_000_000L;
  private final Events events = new Events(7, 1000);

  @Test
  void valuesAreBetween100And150Bytes() {
    assertThat(LongStream.range(0, 3_000_000).filter(id -> id % 997 == 0))
        .allSatisfy(
            id -> assertThat(events.record("t", id, TIME).value().length).isBetween(100, 150));
  }

  @Test
  void valuesAreAvroOfTheRegisteredSchema() throws IOException {
    byte[] value = events.record("t", 42, TIME).value();
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema())
            .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    assertThat(value).startsWith(0, 0, 0, 0, 7);
    assertThat(read.get("id")).isEqualTo(42L);
    assertThat(read.get("account")).hasToString(Events.accountName(Events.account(42)));
    assertThat(read.get("produced_at")).isEqualTo(TIME * 1000);
    assertThat(read.get("note").toString()).matches("[0-9a-f]{60}");
  }

  @Test
  void anAccountStaysInOnePartition() {
    assertThat(LongStream.range(0, 10_000))
        .allSatisfy(
            id ->
                assertThat(events.record("t", id, TIME).partition())
                    .isEqualTo(Events.account(id) % Events.PARTITIONS));
  }

  private static Schema schema() throws IOException {
    try (InputStream in = Events.class.getResourceAsStream("/bench/event.avsc")) {
      return new Schema.Parser().parse(Objects.requireNonNull(in));
    }
  }
}
