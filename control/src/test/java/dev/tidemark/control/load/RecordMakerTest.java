package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordMakerTest {
  private static final Map<String, String> LINE =
      Map.of(
          "InvoiceNo", "536365",
          "StockCode", "85123A",
          "Description", "WHITE HANGING HEART",
          "Quantity", "6",
          "InvoiceDate", "2011-06-30 20:08:00",
          "UnitPrice", "2.55",
          "CustomerID", "17850.0",
          "Country", "United Kingdom");
  private static final long SUMMER_TIME = Instant.parse("2011-06-30T19:08:00Z").toEpochMilli();

  private final Map<String, Schema> registered = new HashMap<>();

  @Test
  void anOrderLineIsKeyedByItsInvoiceAndStampedWithItsOwnTime() throws Exception {
    Outgoing made = make(orderLines(), LINE);
    assertThat(new String(made.key(), UTF_8)).isEqualTo("536365");
    assertThat(made.timestamp()).isEqualTo(SUMMER_TIME);
    GenericRecord value = decode(made, "order-lines-value");
    assertThat(value.get("quantity")).isEqualTo(6);
    assertThat(value.get("invoice_time")).isEqualTo(SUMMER_TIME);
    assertThat(value.get("customer_id")).hasToString("17850");
    assertThat(price(value)).isEqualByComparingTo("2.550");
  }

  @Test
  void anEmptyValueIsNullWhereItMayBe() throws Exception {
    GenericRecord value =
        decode(make(orderLines(), with("CustomerID", "", "Description", "")), "order-lines-value");
    assertThat(value.get("customer_id")).isNull();
    assertThat(value.get("description")).isNull();
  }

  @Test
  void everyFieldThatDoesNotFitIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                make(
                    orderLines(),
                    with(
                        "Quantity", "six",
                        "UnitPrice", "0.0001",
                        "Country", "",
                        "InvoiceDate", "30/06/2011")))
        .isInstanceOf(UnfitException.class)
        .hasMessage(
            "quantity: found \"six\" in Quantity, accepted is int; invoice_time: found"
                + " \"30/06/2011\" in InvoiceDate, accepted is a timestamptz in the mapping's"
                + " format, whole milliseconds; unit_price: found \"0.0001\" in UnitPrice, accepted"
                + " is decimal(10,3); country: found nothing in Country, accepted is string");
  }

  @Test
  void aProductWithoutADescriptionIsDeletedAtItsOwnTime() throws Exception {
    var maker = maker("online-retail-product-updates", EventTimes.ORIGINAL);
    Outgoing made = make(maker, with("Description", "", "UnitPrice", ""));
    assertThat(made.value()).isNull();
    assertThat(new String(made.key(), UTF_8)).isEqualTo("85123A");
    assertThat(made.timestamp()).isEqualTo(SUMMER_TIME);
  }

  @Test
  void aTombstoneStillNeedsItsKeyAndTime() {
    var maker = maker("online-retail-product-updates", EventTimes.ORIGINAL);
    assertThatThrownBy(() -> make(maker, with("Description", "", "StockCode", "")))
        .hasMessage("stock_code: found nothing in StockCode, accepted is string");
  }

  @Test
  void retimedEventsHappenNow() throws Exception {
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    var maker =
        maker("online-retail-order-lines", EventTimes.now(Clock.fixed(now, ZoneOffset.UTC)));
    Outgoing made = make(maker, with("InvoiceDate", "not looked at"));
    assertThat(made.timestamp()).isEqualTo(now.toEpochMilli());
    assertThat(decode(made, "order-lines-value").get("invoice_time")).isEqualTo(now.toEpochMilli());
  }

  @Test
  void anEventFromBeforeKafkasTimestampsBeginDoesNotFit() throws Exception {
    assertThatThrownBy(() -> make(orderLines(), with("InvoiceDate", "1969-12-31 23:59:59")))
        .isInstanceOf(UnfitException.class)
        .hasMessage(
            "invoice_time: found 1969-12-31T22:59:59Z in InvoiceDate, accepted is a time from 1970 on, as Kafka's timestamps are");
    assertThat(make(orderLines(), with("InvoiceDate", "1970-01-01 01:00:00")).timestamp()).isZero();
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    var moved = EventTimes.moved(now, 1, Clock.fixed(now, ZoneOffset.UTC), new Stop());
    assertThat(
            make(
                    maker("online-retail-order-lines", moved),
                    with("InvoiceDate", "1969-12-31 23:59:59"))
                .timestamp())
        .isEqualTo(now.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "complete-journey-accounts, customer_360",
    "complete-journey-purchases, customer_360",
    "online-retail-order-lines, order_lines",
    "online-retail-product-updates, product_catalog"
  })
  void theBuiltInMappingsMakeWhatTheBuiltInDefinitionsRead(String mapping, String definition) {
    Mapping made = Mappings.named(mapping);
    Source read = Definitions.builtIn(definition).source(made.topic()).orElseThrow();
    List<Field> fields = made.fields().stream().map(MappedField::field).toList();
    assertThat(fields).containsExactlyElementsOf(read.fields());
    if (!read.keyFields().isEmpty()) {
      assertThat(made.keyFormat()).isEqualTo(read.keyFormat());
      assertThat(made.keyFields()).isEqualTo(read.keyFields().stream().map(Field::name).toList());
    }
  }

  @Test
  void householdsThatNobodyDatedHaveTheFirstDayOfTheFile() throws Exception {
    Map<String, String> household =
        Map.of("household_id", "1003", "age", "35-44", "income", "NA", "household_size", "5+");
    Outgoing made = make(maker("complete-journey-accounts", EventTimes.ORIGINAL), household);
    assertThat(made.timestamp()).isEqualTo(Instant.parse("2017-01-01T00:00:00Z").toEpochMilli());
    assertThat(new String(made.key(), UTF_8)).isEqualTo("1003");
    GenericRecord value = decode(made, "accounts-value");
    assertThat(value.get("age_group")).hasToString("35-44");
    assertThat(value.get("income_group")).isNull();
    assertThat(value.get("household_size")).hasToString("5+");
  }

  @Test
  void anAvroKeyATemplateAndEpochTimesWorkForJsonEvents() throws Exception {
    Mapping mapping =
        Mappings.parse(
            "turns",
            """
            topic: turns
            schema: demo.Turn
            key: {format: avro, fields: [turn_id]}
            event-time: at
            fields:
              - {name: turn_id, template: "{dialogue.id}-{#}", type: string, required: true}
              - {name: at, from: at, type: timestamptz, format: epoch-s, required: true}
              - {name: score, from: score, type: double, absent: ["", "n/a"]}
            """);
    var maker = new Made(mapping, new RecordMaker(mapping, this::register, EventTimes.ORIGINAL));
    Outgoing made = make(maker, Map.of("dialogue.id", "$1", "at", "12", "score", "n/a"));
    assertThat(decode(made.key(), "turns-key").get("turn_id")).hasToString("$1-2");
    GenericRecord value = decode(made, "turns-value");
    assertThat(value.get("at")).isEqualTo(12_000L);
    assertThat(value.get("score")).isNull();
  }

  @Test
  void aFileWithoutTimesAndCustomersGetsBothTheSameWayEachTime() throws Exception {
    Mapping mapping = Mappings.named("agent-dialogues");
    Columns columns = Columns.of(mapping.columns());
    var maker = new RecordMaker(mapping, this::register, EventTimes.ORIGINAL);
    Map<String, String> turn =
        Map.of("session_id", "dev-1_00000", "turn", "0", "speaker", "USER", "text", "Hello");
    var row = new Line.Row(Position.line(90), columns, columns.values(turn));
    Outgoing made = maker.make(row, 31);
    assertThat(made.timestamp())
        .isEqualTo(Instant.parse("2019-03-01T00:10:00Z").toEpochMilli()); // after 30 rows
    // The CRC-32 of dev-1_00000 is 582803862, as zlib says.
    assertThat(decode(made, "dialogue-turns-value").get("customer_id")).hasToString("c362");
  }

  @Test
  void derivedTimesNeedTheirStartTheirStepAndATypeThatHoldsThem() {
    assertThatThrownBy(
            () ->
                Mappings.parse(
                    "m.yaml",
                    """
                    topic: t
                    schema: demo.T
                    each: items
                    fields:
                      - {name: a, start: "2019-03-01T00:00:00Z", type: timestamptz}
                      - {name: b, start: yesterday, every: 20, type: string}
                      - {name: c, template: "{other.#}", type: string}
                    """))
        .hasMessage(
            """
            Cannot use the mapping m.yaml: 5 problems.
              5:5 fields[0].every: found nothing, accepted is a duration with its unit, like 250 ms, 5 s, 2 min, 3 h, 7 d
              6:22 fields[1].start: found "yesterday", accepted is a time with its zone like 2019-03-01T09:00:00Z, in whole milliseconds
              6:22 fields[1].start: found a start for string, accepted is it for timestamptz only
              6:40 fields[1].every: found "20", accepted is a duration with its unit, like 250 ms, 5 s, 2 min, 3 h, 7 d
              7:25 fields[2].template: found {other.#}, accepted is the number in the list that each: names\
            """);
  }

  @Test
  void allProblemsOfAMappingAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                Mappings.parse(
                    "m.yaml",
                    """
                    topic: t
                    schema: demo.T
                    key: {format: string, fields: [a, b]}
                    event-time: att
                    fields:
                      - {name: a, from: A, template: B, type: string, required: true}
                      - {name: t, from: T, type: timestamptz, format: "yyyy-MM-dd"}
                    """))
        .hasMessage(
            """
            Cannot use the mapping m.yaml: 5 problems.
              3:31 key.fields: found 2, accepted is one (format: string)
              3:35 key.fields[1]: found "b", accepted is a required field of type string of this mapping
              4:13 event-time: found "att", accepted is a required field of type timestamptz of this mapping
              6:21 fields[0].from: found from and template, accepted is either from: a column, or template: a text with columns in braces, or start: and every: a time by the row's place
              7:5 fields[1].zone: found nothing, accepted is a time zone like Europe/London, since the format does not write one\
            """);
  }

  private record Made(Mapping mapping, RecordMaker maker) {}

  private Made orderLines() {
    return maker("online-retail-order-lines", EventTimes.ORIGINAL);
  }

  private Made maker(String name, EventTimes times) {
    Mapping mapping = Mappings.named(name);
    return new Made(mapping, new RecordMaker(mapping, this::register, times));
  }

  private static Outgoing make(Made made, Map<String, String> values) throws UnfitException {
    Columns columns = Columns.of(made.mapping().columns());
    return made.maker().make(new Line.Row(Position.line(2), columns, columns.values(values)), 1);
  }

  private int register(String subject, Schema schema) {
    registered.put(subject, schema);
    return 258;
  }

  private static Map<String, String> with(String... changes) {
    var values = new HashMap<>(LINE);
    for (int i = 0; i < changes.length; i += 2) {
      values.put(changes[i], changes[i + 1]);
    }
    return values;
  }

  private GenericRecord decode(Outgoing made, String subject) throws IOException {
    return decode(made.value(), subject);
  }

  private GenericRecord decode(byte[] bytes, String subject) throws IOException {
    ByteBuffer wire = ByteBuffer.wrap(bytes);
    assertThat(wire.get()).isZero();
    assertThat(wire.getInt()).isEqualTo(258);
    return new GenericDatumReader<GenericRecord>(registered.get(subject))
        .read(
            null,
            DecoderFactory.get().binaryDecoder(bytes, wire.position(), wire.remaining(), null));
  }

  private static BigDecimal price(GenericRecord value) {
    ByteBuffer unscaled = (ByteBuffer) value.get("unit_price");
    byte[] bytes = new byte[unscaled.remaining()];
    unscaled.get(bytes);
    return new BigDecimal(new BigInteger(bytes), 3);
  }
}
