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
import org.jspecify.annotations.Nullable;
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
    Outgoing made = orderLines().make(row(LINE));
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
        decode(
            orderLines().make(row(with("CustomerID", "", "Description", ""))), "order-lines-value");
    assertThat(value.get("customer_id")).isNull();
    assertThat(value.get("description")).isNull();
  }

  @Test
  void everyFieldThatDoesNotFitIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                orderLines()
                    .make(
                        row(
                            with(
                                "Quantity", "six",
                                "UnitPrice", "0.0001",
                                "Country", "",
                                "InvoiceDate", "30/06/2011"))))
        .isInstanceOf(UnfitException.class)
        .hasMessage(
            "quantity: found \"six\", accepted is int; invoice_time: found \"30/06/2011\", accepted"
                + " is a timestamptz in the mapping's format, whole milliseconds; unit_price: found"
                + " \"0.0001\", accepted is decimal(10,3); country: found nothing, accepted is"
                + " string");
  }

  @Test
  void aProductWithoutADescriptionIsDeletedAtItsOwnTime() throws Exception {
    var maker = maker("online-retail-product-updates", null);
    Outgoing made = maker.make(row(with("Description", "", "UnitPrice", "")));
    assertThat(made.value()).isNull();
    assertThat(new String(made.key(), UTF_8)).isEqualTo("85123A");
    assertThat(made.timestamp()).isEqualTo(SUMMER_TIME);
  }

  @Test
  void aTombstoneStillNeedsItsKeyAndTime() {
    var maker = maker("online-retail-product-updates", null);
    assertThatThrownBy(() -> maker.make(row(with("Description", "", "StockCode", ""))))
        .hasMessage("stock_code: found nothing, accepted is string");
  }

  @Test
  void retimedEventsHappenNow() throws Exception {
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    var maker = maker("online-retail-order-lines", Clock.fixed(now, ZoneOffset.UTC));
    Outgoing made = maker.make(row(with("InvoiceDate", "not looked at")));
    assertThat(made.timestamp()).isEqualTo(now.toEpochMilli());
    assertThat(decode(made, "order-lines-value").get("invoice_time")).isEqualTo(now.toEpochMilli());
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
    Outgoing made = maker("complete-journey-accounts", null).make(new Line.Row(4, household));
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
    var maker = new RecordMaker(mapping, this::register, null);
    Outgoing made =
        maker.make(new Line.Row(7, Map.of("dialogue.id", "$1", "at", "12", "score", "n/a")));
    assertThat(decode(made.key(), "turns-key").get("turn_id")).hasToString("$1-7");
    GenericRecord value = decode(made, "turns-value");
    assertThat(value.get("at")).isEqualTo(12_000L);
    assertThat(value.get("score")).isNull();
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
                    event-time: a
                    fields:
                      - {name: a, from: A, template: B, type: string, required: true}
                      - {name: t, from: T, type: timestamptz, format: "yyyy-MM-dd"}
                    """))
        .hasMessage(
            """
            Cannot use the mapping m.yaml: 3 problems.
              3:31 key.fields: found 2, accepted is one (format: string)
              6:21 fields[0].from: found from and template, accepted is either from: a column, or template: a text with columns in braces
              7:5 fields[1].zone: found nothing, accepted is a time zone like Europe/London, since the format does not write one""");
  }

  private RecordMaker orderLines() {
    return maker("online-retail-order-lines", null);
  }

  private RecordMaker maker(String mapping, @Nullable Clock clock) {
    return new RecordMaker(Mappings.named(mapping), this::register, clock);
  }

  private int register(String subject, Schema schema) {
    registered.put(subject, schema);
    return 258;
  }

  private static Line.Row row(Map<String, String> values) {
    return new Line.Row(2, values);
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
