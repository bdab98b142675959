package dev.tidemark.connector.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import dev.tidemark.lineage.Exclusion;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every record becomes a row or a rejection with its reason. The registry is a hand-written one.
 */
class DecoderTest {
  private static final Schema WRITTEN =
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

  private final Map<Integer, String> registered = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private String notFound = "{\"error_code\": 40403, \"message\": \"Schema not found\"}";
  private HttpServer registry;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/schemas/ids/",
        exchange -> {
          asked.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          String schema =
              registered.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
          int status = failures.getAndDecrement() > 0 ? 503 : schema == null ? 404 : 200;
          byte[] body =
              (status == 200
                      ? "{\"schema\": %s}".formatted(quoted(schema))
                      : status == 404 ? notFound : "{}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
    registered.put(7, WRITTEN.toString());
  }

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
  }

  @Test
  void recordBecomesARowOfTheContractWithItsPosition() throws Exception {
    Intake intake = decode(tombstonesRefused(), line(r -> r.put("customer", "17850")));

    RowData row = intake.row();
    assertThat(row.getString(0)).hasToString("85123A");
    assertThat(row.getLong(1)).isEqualTo(6);
    assertThat(row.getDecimal(2, 10, 3).toBigDecimal()).isEqualByComparingTo("2.55");
    assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(1_291_191_960_123L);
    assertThat(row.getString(4)).hasToString("17850");
    assertThat(row.getString(5)).hasToString("lines");
    assertThat(row.getInt(6)).isEqualTo(3);
    assertThat(row.getLong(7)).isEqualTo(42);
    assertThat(row.getTimestamp(8, 3).getMillisecond()).isEqualTo(1_000);
    assertThat(intake.eventTime()).isEqualTo(1_291_191_960_123L);
    assertThat(intake.schemaId()).isEqualTo(7);
  }

  @Test
  void emptyOptionalFieldIsNull() throws Exception {
    assertThat(decode(tombstonesRefused(), line(r -> {})).row().isNullAt(4)).isTrue();
  }

  @Test
  void everyTruncationIsRejectedAsMalformed() throws Exception {
    byte[] whole = line(r -> {});
    for (int length = WireFormat.HEADER; length < whole.length; length++) {
      Intake intake = decode(tombstonesRefused(), Arrays.copyOf(whole, length));
      assertThat(intake.reason())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void bytesLeftOverAreRejected() throws Exception {
    byte[] whole = line(r -> {});
    Intake intake = decode(tombstonesRefused(), Arrays.copyOf(whole, whole.length + 3));
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message()).isEqualTo("3 bytes are left over after schema 7 (Line)");
  }

  @Test
  void everyFlippedByteIsARowOrARejectionAndNothingElse() throws Exception {
    byte[] whole = line(r -> r.put("customer", "17850"));
    List<byte[]> damaged = new ArrayList<>();
    // Behind the header: ids that the registry does not know wait for it, which is another test.
    for (int i = WireFormat.HEADER; i < whole.length; i++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = whole.clone();
        bytes[i] = (byte) value;
        damaged.add(bytes);
      }
    }

    List<Intake> intakes = decodeAll(tombstonesRefused(), damaged);

    assertThat(intakes).hasSameSizeAs(damaged);
    assertThat(intakes).allMatch(intake -> (intake.row() == null) == (intake.reason() != null));
    assertThat(intakes).anyMatch(intake -> intake.row() == null);
    assertThat(intakes).anyMatch(intake -> intake.row() != null);
  }

  @Test
  void lengthBeyondTheRecordIsNotAllocated() throws Exception {
    // note = null, then a code that says it is 2 GB long.
    Intake intake =
        decode(
            tombstonesRefused(),
            new byte[] {
              0, 0, 0, 0, 7, 0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f
            });
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message())
        .isEqualTo("A value says that it is 2147483647 bytes long in a record of 6");
  }

  @Test
  void wrongMagicByteAndShortValuesAreNotTheWireFormat() throws Exception {
    Intake json = decode(tombstonesRefused(), "{\"code\": 1}".getBytes(StandardCharsets.UTF_8));
    assertThat(json.reason()).isEqualTo(Reason.NOT_WIRE_FORMAT);
    assertThat(json.message())
        .isEqualTo("The first byte is 0x7b, the wire format's magic byte is 0x00");
    assertThat(decode(tombstonesRefused(), new byte[3]).reason()).isEqualTo(Reason.NOT_WIRE_FORMAT);
  }

  @Test
  void unknownSchemaIdIsRejectedAndNotAskedForAgainAtOnce() throws Exception {
    byte[] unknown = AvroBytes.of(99, WRITTEN, DecoderTest::fill);
    List<Intake> intakes = decodeAll(tombstonesRefused(), List.of(unknown, unknown, unknown));
    assertThat(intakes).allMatch(intake -> intake.reason() == Reason.UNKNOWN_SCHEMA);
    assertThat(intakes.get(0).message()).isEqualTo("The registry does not know schema id 99");
    assertThat(asked).hasValue(3);
  }

  @Test
  void manyUnknownSchemaIdsUseUpThePatienceWithThem() throws Exception {
    List<byte[]> unknown = new ArrayList<>();
    for (int id = 100; id < 300; id++) {
      unknown.add(AvroBytes.of(id, WRITTEN, DecoderTest::fill));
    }
    List<Intake> intakes = decodeAll(tombstonesRefused(), unknown);
    assertThat(intakes).allMatch(intake -> intake.reason() == Reason.UNKNOWN_SCHEMA);
    assertThat(asked).hasValue(10 * 3 + 190);
  }

  @Test
  void bytesThatAreNotUtf8AreNoText() throws Exception {
    byte[] good = line(r -> r.put("code", "\u00fcABC"));
    assertThat(decode(tombstonesRefused(), good).row()).isNotNull();
    byte[] bad = good.clone();
    bad[indexOf(bad, (byte) 0xbc)] = 'x';
    Intake intake = decode(tombstonesRefused(), bad);
    assertThat(intake.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(intake.message()).isEqualTo("Field code is a string, and its 5 bytes are not UTF-8");
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("No byte %d".formatted(wanted));
  }

  @Test
  void notFoundFromAGatewayRejectsNothing() throws Exception {
    notFound = "<html>no backend</html>";
    byte[] unknown = AvroBytes.of(99, WRITTEN, DecoderTest::fill);
    Thread registers =
        new Thread(
            () -> {
              await().until(() -> asked.get() > 4);
              registered.put(99, WRITTEN.toString());
            });
    registers.start();

    assertThat(decode(tombstonesRefused(), unknown).row()).isNotNull();
    registers.join();
  }

  @Test
  void registryThatIsAwayIsWaitedFor() throws Exception {
    failures.set(4);
    assertThat(decode(tombstonesRefused(), line(r -> {})).row()).isNotNull();
    assertThat(asked).hasValue(5);
  }

  @Test
  void schemaThatCannotKeepTheContractNamesEveryObstacle() throws Exception {
    Schema other =
        schema(
            """
            {"type":"record","name":"Other","fields":[
              {"name":"code","type":"int"},
              {"name":"quantity","type":"int"},
              {"name":"at","type":{"type":"long","logicalType":"local-timestamp-millis"}}]}
            """);
    registered.put(8, other.toString());
    byte[] bytes =
        AvroBytes.of(
            8,
            other,
            r -> {
              r.put("code", 1);
              r.put("quantity", 1);
              r.put("at", 0L);
            });

    Intake intake = decode(tombstonesRefused(), bytes);

    assertThat(intake.reason()).isEqualTo(Reason.SCHEMA_MISMATCH);
    assertThat(intake.message())
        .isEqualTo(
            "In schema 8 (Other): code is \"int\", wanted string; at is"
                + " {\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}, wanted timestamptz;"
                + " it lacks price (decimal(10,3), required)");
  }

  @Test
  void valueThatTheTypeCannotHoldIsRejected() throws Exception {
    Intake price =
        decode(tombstonesRefused(), line(r -> r.put("price", new BigDecimal("99999999.99"))));
    assertThat(price.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(price.message())
        .isEqualTo("Field price holds 99999999.99, which does not fit decimal(10,3)");
    Intake time = decode(tombstonesRefused(), line(r -> r.put("at", Long.MAX_VALUE)));
    assertThat(time.reason()).isEqualTo(Reason.OUT_OF_RANGE);
  }

  @Test
  void nullValueIsRejectedWhereItMeansNothing() throws Exception {
    Intake intake = decode(tombstonesRefused(), (byte[]) null);
    assertThat(intake.reason()).isEqualTo(Reason.NULL_VALUE);
    assertThat(intake.message())
        .isEqualTo("The value is null, and topic lines does not use null for deletes");
  }

  @Test
  void nullValueIsADeleteOfItsKeyAtItsKafkaTimestamp() throws Exception {
    Intake intake = decode(tombstonesDelete(), (byte[]) null);
    assertThat(intake.row().getRowKind()).isEqualTo(RowKind.DELETE);
    assertThat(intake.row().getString(0)).hasToString("85123A");
    assertThat(intake.row().isNullAt(2)).isTrue();
    assertThat(intake.eventTime()).isEqualTo(1_000);
  }

  @Test
  void excludedOffsetsAreNotEvenDecoded() throws Exception {
    Decoder decoder = decoder(tombstonesRefused(), List.of(new Exclusion("lines", 3, 42, 43)));
    List<Intake> out = new ArrayList<>();
    decoder.deserialize(consumed(new byte[] {1}), collector(out));
    assertThat(out.get(0).row()).isNull();
    assertThat(out.get(0).reason()).isNull();
    assertThat(asked).hasValue(0);
  }

  @Test
  void onlyWantedColumnsAreBuiltAndTheEventTime() throws Exception {
    Intake intake =
        decode(
            SourceRow.of(
                tombstonesRefused(),
                Set.of("code", SourceRow.HEADERS, SourceRow.SCHEMA_ID),
                Set.of()),
            line(r -> r.put("customer", "17850")));

    RowData row = intake.row();
    assertThat(row.getArity()).isEqualTo(11);
    assertThat(row.getString(0)).hasToString("85123A");
    assertThat(List.of(row.isNullAt(1), row.isNullAt(2), row.isNullAt(4)))
        .containsExactly(true, true, true);
    assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(1_291_191_960_123L);
    assertThat(row.getMap(9).size()).isZero();
    assertThat(row.getInt(10)).isEqualTo(7);
    assertThat(intake.eventTime()).isEqualTo(1_291_191_960_123L);
  }

  @Test
  void aRequiredFieldMustBeThereEvenIfNobodyWantsIt() throws Exception {
    Schema nullable =
        schema(
            WRITTEN
                .toString()
                .replace(
                    "{\"name\":\"quantity\",\"type\":\"int\"}",
                    "{\"name\":\"quantity\",\"type\":[\"null\",\"int\"]}"));
    registered.put(9, nullable.toString());
    SourceRow codeOnly = SourceRow.of(tombstonesRefused(), Set.of("code"), Set.of());

    Intake there = decode(codeOnly, AvroBytes.of(9, nullable, DecoderTest::fill));
    Intake missing =
        decode(
            codeOnly,
            AvroBytes.of(
                9,
                nullable,
                r -> {
                  fill(r);
                  r.put("quantity", null);
                }));

    assertThat(there.row().isNullAt(1)).isTrue();
    assertThat(missing.reason()).isEqualTo(Reason.NULL_FIELD);
    assertThat(missing.message()).isEqualTo("Field quantity is null but required");
  }

  @Test
  void whatAColumnOfMillisecondsWouldCutIsRejected() throws Exception {
    Schema micros =
        schema(WRITTEN.toString().replace("\"timestamp-millis\"", "\"timestamp-micros\""));
    registered.put(10, micros.toString());
    SourceRow millis = SourceRow.of(tombstonesRefused(), Set.of("code"), Set.of("at"));

    Intake whole = decode(millis, AvroBytes.of(10, micros, r -> fillAt(r, 5_000)));
    Intake cut = decode(millis, AvroBytes.of(10, micros, r -> fillAt(r, 5_001)));

    assertThat(whole.row().getTimestamp(3, 3).getMillisecond()).isEqualTo(5);
    assertThat(cut.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(cut.message()).contains("at holds", "precision 3 would cut");
  }

  private Intake decode(SourceRow shape, byte[] value) throws Exception {
    Decoder decoder =
        new Decoder(
            tombstonesRefused(),
            shape,
            "http://127.0.0.1:" + registry.getAddress().getPort(),
            List.of());
    decoder.open(null);
    List<Intake> out = new ArrayList<>();
    decoder.deserialize(consumed(value), collector(out));
    return out.get(0);
  }

  private static void fillAt(GenericRecord record, long at) {
    fill(record);
    record.put("at", at);
  }

  private static Source tombstonesRefused() {
    return new Source(
        "lines", CONTRACT, KeyFormat.NONE, List.of(), false, new EventTime("at", null));
  }

  private static Source tombstonesDelete() {
    return new Source(
        "lines",
        CONTRACT,
        KeyFormat.STRING,
        List.of(CONTRACT.get(0)),
        true,
        new EventTime("at", null));
  }

  private static byte[] line(Consumer<GenericRecord> change) {
    return AvroBytes.of(
        7,
        WRITTEN,
        r -> {
          fill(r);
          change.accept(r);
        });
  }

  private static void fill(GenericRecord record) {
    record.put("code", "85123A");
    record.put("quantity", 6);
    record.put("price", new BigDecimal("2.55"));
    record.put("at", 1_291_191_960_123L);
  }

  private Intake decode(Source source, byte @Nullable [] value) throws Exception {
    List<byte[]> values = new ArrayList<>();
    values.add(value);
    return decodeAll(source, values).get(0);
  }

  private List<Intake> decodeAll(Source source, List<byte[]> values) throws Exception {
    Decoder decoder = decoder(source, List.of());
    List<Intake> out = new ArrayList<>();
    for (byte[] value : values) {
      decoder.deserialize(consumed(value), collector(out));
    }
    return out;
  }

  private Decoder decoder(Source source, List<Exclusion> exclusions) {
    Decoder decoder =
        new Decoder(source, "http://127.0.0.1:" + registry.getAddress().getPort(), exclusions);
    decoder.open(null);
    return decoder;
  }

  private static ConsumerRecord<byte[], byte[]> consumed(byte @Nullable [] value) {
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

  private static Collector<Intake> collector(List<Intake> out) {
    return new Collector<>() {
      @Override
      public void collect(Intake intake) {
        out.add(intake);
      }

      @Override
      public void close() {}
    };
  }

  private static Schema schema(String json) {
    return new Schema.Parser().parse(json);
  }

  private static String quoted(String schema) {
    return "\"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
