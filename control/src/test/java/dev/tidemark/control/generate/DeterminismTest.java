package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.generate.ShopSettings.Mishaps;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final int EVENTS = 20_000;

  @Test
  void equalSettingsMakeEqualBytes() {
    Locale before = Locale.getDefault();
    String hash = new Made(Made.settings(7, Mishaps.USUAL), EVENTS).hash();
    try {
      // Whose digits are others.
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new Made(Made.settings(7, Mishaps.USUAL), EVENTS).hash()).isEqualTo(hash);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(new Made(Made.settings(8, Mishaps.USUAL), EVENTS).hash()).isNotEqualTo(hash);
  }

  /** Whoever keeps references over releases needs to know when they are worth nothing. */
  @Test
  void firstEventsOfSeedOneStayWhatTheyAre() {
    assertThat(new Made(Made.settings(1, Mishaps.USUAL), EVENTS).hash())
        .as("if the shop was changed on purpose: say so in CHANGELOG.md, and put this hash here")
        .isEqualTo("3c68c9387c05b650496dd4962712a594471cda4e538f76e50a7cb6adb9cd3107");
  }

  @Test
  void whatGoesWrongOnTheWayLeavesTheShopAsItIs() {
    Made plain = new Made(Made.settings(3, Made.NONE), EVENTS);
    Made troubled = new Made(Made.settings(3, new Mishaps(0, 0, 0.05, 0.05)), EVENTS + 5_000);
    List<List<Object>> told =
        plain.values(ShopTopic.ORDERS).map(DeterminismTest::timeless).toList();
    assertThat(
            troubled.messages().stream()
                .filter(message -> !message.duplicate())
                .filter(message -> message.topic() == ShopTopic.ORDERS)
                .filter(message -> message.payload() instanceof Payload.Value)
                .map(message -> timeless(((Payload.Value) message.payload()).record()))
                .limit(told.size()))
        .isEqualTo(told);
  }

  private static List<Object> timeless(GenericRecord order) {
    return List.of(
        Objects.requireNonNull(order.get("order_id")),
        Objects.requireNonNull(order.get("customer_id")),
        Objects.requireNonNull(order.get("amount")));
  }
}
