package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.generate.ShopSettings.Mishaps;
import dev.tidemark.control.generate.ShopSettings.Pulse;
import dev.tidemark.control.generate.ShopSettings.Size;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShopMessagesTest {
  private static final int EVENTS = 60_000;

  /** Every built-in definition reads only what the shop promises, and in that form. */
  static Stream<Source> sources() {
    return Definitions.builtInNames().stream()
        .flatMap(name -> Definitions.builtIn(name).sources().stream());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void topicsHaveWhatTheDefinitionsRead(Source source) {
    ShopTopic topic = ShopTopic.named(source.topic()).orElseThrow();
    assertThat(topic.fields()).containsAll(source.fields());
    assertThat(topic.deletes()).isEqualTo(source.tombstones());
    if (source.tombstones()) {
      assertThat(source.keyFormat()).isEqualTo(KeyFormat.STRING);
      assertThat(source.keyFields()).extracting(Field::name).containsExactly(topic.key());
    }
    assertThat(source.eventTime()).isNotNull();
    assertThat(source.eventTime().field()).isEqualTo(topic.eventTime());
  }

  @Test
  void goodRecordsAreReadBackByTheirSchemasAndLieUnderTheirKey() throws IOException {
    Made made = new Made(Made.settings(1, Made.MANY), EVENTS);
    for (Message message : made.messages()) {
      if (message.payload() instanceof Payload.Value value) {
        GenericRecord read = read(message.topic(), made.encoder().value(message));
        assertThat(read.toString()).isEqualTo(value.record().toString());
        assertThat(read.get(message.topic().key())).hasToString(message.key());
        assertThat((Long) read.get(message.topic().eventTime()))
            .isLessThanOrEqualTo(message.timestamp());
      } else if (message.isTombstone()) {
        assertThat(message.topic().deletes()).isTrue();
        assertThat(made.encoder().value(message)).isNull();
      }
    }
  }

  private static GenericRecord read(ShopTopic topic, byte[] bytes) throws IOException {
    ByteBuffer wire = ByteBuffer.wrap(bytes);
    assertThat(wire.get()).isZero();
    assertThat(wire.getInt()).isPositive();
    var in = DecoderFactory.get().binaryDecoder(bytes, wire.position(), wire.remaining(), null);
    GenericRecord read = new GenericDatumReader<GenericRecord>(topic.schema()).read(null, in);
    assertThat(in.isEnd()).isTrue();
    return read;
  }

  @Test
  void asMuchGoesWrongAsIsAskedFor() {
    Made made = new Made(Made.settings(1, new Mishaps(0.04, 0.03, 0.02, 0.01)), EVENTS);
    assertThat(share(made, Message::isMalformed)).isCloseTo(0.01, Percentage.withPercentage(15));
    assertThat(share(made, Message::duplicate)).isCloseTo(0.02, Percentage.withPercentage(15));
    assertThat(share(made, Message::late)).isCloseTo(0.04, Percentage.withPercentage(25));
    Made none = new Made(Made.settings(1, Made.NONE), EVENTS);
    assertThat(share(none, m -> m.isMalformed() || m.duplicate() || m.late())).isZero();
  }

  private static double share(Made made, Predicate<Message> wanted) {
    return made.messages().stream().filter(wanted).count() / (double) made.messages().size();
  }

  @Test
  void lateEventsAreAMinuteToSixHoursOldAndOthersAreNearlyInOrder() {
    Made made = new Made(Made.settings(1, Mishaps.USUAL), EVENTS);
    var newest = new HashMap<ShopTopic, Long>();
    int overtaken = 0;
    for (Message message : made.messages()) {
      if (message.payload() instanceof Payload.Value value) {
        long at = (Long) value.record().get(message.topic().eventTime());
        long age = message.timestamp() - at;
        if (message.late()) {
          // The rest is what an order's lines take to be sent, and what overtakes them.
          assertThat(age).isBetween(50_000L, Duration.ofHours(8).toMillis());
        } else {
          overtaken += at < newest.getOrDefault(message.topic(), at) ? 1 : 0;
          newest.merge(message.topic(), at, Math::max);
        }
      }
    }
    assertThat(overtaken).isBetween(EVENTS / 200, EVENTS / 20);
  }

  @Test
  void duplicatesAreWhatWasSentBeforeByteForByte() {
    Made made = new Made(Made.settings(1, Made.MANY), EVENTS);
    var sent = new HashSet<String>();
    for (Message message : made.messages()) {
      String record =
          "%s %s %d %s"
              .formatted(
                  message.topic(),
                  message.key(),
                  message.timestamp(),
                  Arrays.toString(made.encoder().value(message)));
      if (message.duplicate()) {
        assertThat(sent).contains(record);
      }
      sent.add(record);
    }
  }

  @Test
  void recordsAreSpoiledInEveryWayThatTheirTopicKnows() {
    Made made = new Made(Made.settings(1, new Mishaps(0, 0, 0, 1)), EVENTS * 2);
    Map<ShopTopic, Set<Fault>> found = new HashMap<>();
    for (Message message : made.messages()) {
      if (message.payload() instanceof Payload.Spoiled spoiled) {
        found.computeIfAbsent(message.topic(), topic -> new HashSet<>()).add(spoiled.fault());
      }
    }
    for (ShopTopic topic : ShopTopic.values()) {
      assertThat(found.get(topic)).containsExactlyInAnyOrderElementsOf(Spoiler.faults(topic));
    }
  }

  @Test
  void fewCustomersAndProductsHaveMostAsZipfSays() {
    Made made = new Made(Made.settings(1, Made.NONE, new Size(1_000, 1_000, 1)), EVENTS * 3);
    List<Integer> orders =
        counts(made.values(ShopTopic.ORDERS).map(o -> o.get("customer_id").toString()));
    List<Integer> lines =
        counts(
            made.values(ShopTopic.ORDER_LINES, Kind.ORDER_LINE)
                .map(line -> line.get("stock_code").toString()));
    // The k-th of them has 1/k of what the first has.
    for (List<Integer> counts : List.of(orders, lines)) {
      assertThat(counts.get(0) / (double) counts.get(9)).isBetween(7.0, 14.0);
      int top = counts.subList(0, 100).stream().mapToInt(n -> n).sum();
      double all = counts.stream().mapToInt(n -> n).sum();
      // H(100) / H(1000) is 0.693.
      assertThat(top / all).isBetween(0.66, 0.74);
    }
    Made even = new Made(Made.settings(1, Made.NONE, new Size(100, 100, 0)), EVENTS);
    List<Integer> alike =
        counts(even.values(ShopTopic.ORDERS).map(o -> o.get("customer_id").toString()));
    assertThat(alike.get(0)).isLessThan(3 * alike.get(99));
  }

  private static List<Integer> counts(Stream<String> names) {
    Map<String, Integer> counts = new HashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    List<Integer> sorted = new ArrayList<>(counts.values());
    sorted.sort((a, b) -> b - a);
    return sorted;
  }

  @Test
  void anOrderIsTheSameInAllTopics() {
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS);
    Map<String, Long> pence = new HashMap<>();
    made.values(ShopTopic.PURCHASES, Kind.PURCHASE)
        .forEach(p -> pence.merge(text(p, "order_id"), digits(p, "amount"), Long::sum));
    Map<String, Long> mills = new HashMap<>();
    made.values(ShopTopic.ORDER_LINES, Kind.ORDER_LINE)
        .filter(line -> line.get("customer_id") != null)
        .forEach(
            line ->
                mills.merge(
                    text(line, "invoice_no"),
                    digits(line, "unit_price") * (Integer) line.get("quantity"),
                    Long::sum));
    List<GenericRecord> orders = made.values(ShopTopic.ORDERS).toList();
    // The last one's lines may not all be sent.
    for (GenericRecord order : orders.subList(0, orders.size() - 1)) {
      long amount = digits(order, "amount");
      assertThat(pence.get(text(order, "order_id"))).isEqualTo(amount);
      assertThat(mills.get(text(order, "order_id"))).isEqualTo(amount * 10);
    }
    assertThat(orders.size()).isGreaterThan(EVENTS / 20);
  }

  @Test
  void cancellationsNegateAllLinesOfAnEarlierOrder() {
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS);
    Map<String, Integer> pieces = new HashMap<>();
    Set<String> cancelled = new TreeSet<>();
    made.values(ShopTopic.ORDER_LINES, Kind.ORDER_LINE, Kind.CANCELLED_LINE)
        .forEach(
            line -> {
              String invoice = text(line, "invoice_no");
              if (invoice.startsWith("C")) {
                cancelled.add(invoice.substring(1));
                assertThat((Integer) line.get("quantity")).isNegative();
              }
              pieces.merge(invoice.replace("C", ""), (Integer) line.get("quantity"), Integer::sum);
            });
    double share = cancelled.size() / (double) pieces.size();
    assertThat(share).isBetween(0.02, 0.045);
    // Of the last one not all lines may be sent.
    assertThat(cancelled.stream().filter(invoice -> pieces.get(invoice) != 0).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void mostAccountsAppearAfterTheFirstOrderAndSomeNever() {
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS);
    Map<String, Long> firstOrder = new HashMap<>();
    made.values(ShopTopic.ORDERS)
        .forEach(o -> firstOrder.merge(text(o, "customer_id"), time(o, "ordered_at"), Math::min));
    Map<String, Long> firstState = new HashMap<>();
    made.values(ShopTopic.ACCOUNTS)
        .forEach(a -> firstState.merge(text(a, "customer_id"), time(a, "changed_at"), Math::min));
    long after =
        firstState.entrySet().stream()
            .filter(account -> account.getValue() > firstOrder.get(account.getKey()))
            .count();
    assertThat(after / (double) firstState.size()).isGreaterThan(0.85);
    assertThat(firstState.size() / (double) firstOrder.size()).isBetween(0.6, 0.85);
    assertThat(made.values(ShopTopic.ACCOUNTS, Kind.ACCOUNT_CHANGED).count()).isGreaterThan(100);
    assertThat(made.messages()).anyMatch(message -> message.kind() == Kind.ACCOUNT_CLOSED);
  }

  @Test
  void productsAreRepricedRenamedWrittenOffAndComeBack() {
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS);
    Set<String> gone = new HashSet<>();
    Set<String> back = new HashSet<>();
    for (Message message : made.messages()) {
      if (message.kind() == Kind.PRODUCT_WRITTEN_OFF) {
        gone.add(message.key());
      } else if (message.kind() == Kind.PRODUCT_BACK) {
        assertThat(gone).contains(message.key());
        back.add(message.key());
      }
    }
    assertThat(back).hasSizeBetween(gone.size() / 3, gone.size());
    assertThat(made.values(ShopTopic.PRODUCT_UPDATES, Kind.PRODUCT_REPRICED))
        .hasSizeGreaterThan(1_000);
    assertThat(made.values(ShopTopic.PRODUCT_UPDATES, Kind.PRODUCT_RENAMED))
        .hasSizeGreaterThan(100);
  }

  @Test
  void issuesAreClosedAndDeletedAndAgentsAnswerToolCalls() {
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS);
    for (Kind kind :
        List.of(
            Kind.ISSUE_OPENED,
            Kind.ISSUE_CLOSED,
            Kind.ISSUE_REOPENED,
            Kind.ISSUE_DELETED,
            Kind.CONTACT)) {
      assertThat(made.messages()).anyMatch(message -> message.kind() == kind);
    }
    Map<String, Integer> turns = new HashMap<>();
    Set<String> calls = new HashSet<>();
    made.values(ShopTopic.AGENT_TURNS)
        .forEach(
            turn -> {
              assertThat(turn.get("turn"))
                  .isEqualTo(turns.merge(text(turn, "session_id"), 1, Integer::sum));
              switch (text(turn, "role")) {
                case "tool" -> assertThat(calls.remove(text(turn, "tool_call_id"))).isTrue();
                case "assistant" -> {
                  if (turn.get("tool_call_id") != null) {
                    calls.add(text(turn, "tool_call_id"));
                  }
                }
                default -> assertThat(turn.get("tool_call_id")).isNull();
              }
            });
    assertThat(turns).hasSizeGreaterThan(100);
  }

  @Test
  void dayHasMoreThanNightAndBurstsHaveMost() {
    // A day and a half.
    Made made = new Made(Made.settings(1, Made.NONE), EVENTS * 2);
    Map<Long, Integer> hours = new HashMap<>();
    made.messages().forEach(m -> hours.merge(m.timestamp() / 3_600_000 % 24, 1, Integer::sum));
    assertThat(hours.get(3L) * 4).isLessThan(hours.get(12L));

    var burst = new Burst(10, Duration.ofSeconds(60), Duration.ofSeconds(5));
    var pulse = new Pulse(ShopOptions.USUAL_START, 100, false, burst);
    Made bursting = new Made(new ShopSettings(1, Made.ALL, Size.USUAL, pulse, Made.NONE), EVENTS);
    Map<Boolean, Integer> parts = new HashMap<>();
    bursting
        .messages()
        .forEach(m -> parts.merge(m.timestamp() / 1_000 % 60 >= 55, 1, Integer::sum));
    // Deletes have the time of what happened, not of sending.
    assertThat(parts.get(true) / 5.0 / (parts.get(false) / 55.0)).isBetween(8.5, 11.5);
  }

  @Test
  void onlyTheTopicsAskedForAreWritten() {
    Set<ShopTopic> few = Set.of(ShopTopic.ISSUES, ShopTopic.AGENT_TURNS);
    ShopSettings all = Made.settings(1, Mishaps.USUAL);
    Made made = new Made(new ShopSettings(1, few, Size.USUAL, all.pulse(), all.mishaps()), 5_000);
    assertThat(made.messages()).extracting(Message::topic).containsOnlyElementsOf(few);
  }

  private static String text(GenericRecord record, String field) {
    return record.get(field).toString();
  }

  private static long time(GenericRecord record, String field) {
    return (Long) record.get(field);
  }

  private static long digits(GenericRecord record, String field) {
    return new BigInteger(((ByteBuffer) record.get(field)).array()).longValueExact();
  }
}
