package dev.tidemark.connector.decode;

import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** An order line as its producer writes it, and what the contract makes of it. */
final class Lines {
  static final Schema WRITTEN =
      schema(
          """
          {"type":"record","name":"Line","fields":[
            {"name":"note","type":["null",{"type":"array","items":"string"}],"default":null},
            {"name":"code","type":"string"},
            {"name":"quantity","type":"int"},
            {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
            {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
            {"name":"customer","type":["null","string"],"default":null}]}
          """);

  private static final List<Field> CONTRACT =
      List.of(
          new Field("code", FieldType.STRING, true),
          new Field("quantity", FieldType.LONG, true),
          new Field("price", FieldType.decimal(10, 3), true),
          new Field("at", FieldType.TIMESTAMPTZ, true),
          new Field("customer", FieldType.STRING, false));

  private Lines() {}

  /** Without a value, a record means nothing. */
  static Source contract() {
    return new Source(
        "lines", CONTRACT, KeyFormat.NONE, List.of(), false, new EventTime("at", null));
  }

  /** Without a value, a record deletes the row of its key. */
  static Source contractWithDeletes() {
    return new Source(
        "lines",
        CONTRACT,
        KeyFormat.STRING,
        List.of(CONTRACT.get(0)),
        true,
        new EventTime("at", null));
  }

  static byte[] line(Consumer<GenericRecord> change) {
    return AvroBytes.of(
        7,
        WRITTEN,
        r -> {
          fill(r);
          change.accept(r);
        });
  }

  static void fill(GenericRecord record) {
    record.put("code", "85123A");
    record.put("quantity", 6);
    record.put("price", new BigDecimal("2.55"));
    record.put("at", 1_291_191_960_123L);
  }

  static void fillAt(GenericRecord record, long at) {
    fill(record);
    record.put("at", at);
  }

  static ConsumerRecord<byte[], byte[]> consumed(byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "lines",
        3,
        42,
        1_000,
        TimestampType.CREATE_TIME,
        6,
        0,
        "85123A".getBytes(StandardCharsets.UTF_8),
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  static Schema schema(String json) {
    return new Schema.Parser().parse(json);
  }
}
