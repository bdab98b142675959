package dev.tidemark.tests.events;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Spoils good records, each in one way. */
final class Poisoner {
  private static final int UNKNOWN_ID = 987_654;
  private static final int HEADER = 5;
  private static final int FIVE_MEGABYTES = 5 << 20;

  private final Random random;
  private final Wire wire;

  Poisoner(Random random, Wire wire) {
    this.random = random;
    this.wire = wire;
  }

  static List<PoisonKind> kinds(String topic) {
    boolean orders = topic.equals(Shop.ORDER_LINES);
    List<PoisonKind> kinds = new ArrayList<>();
    for (PoisonKind kind : PoisonKind.values()) {
      boolean fits =
          switch (kind) {
            case NULL_FIELD, PRICE_TOO_LARGE, NULL_VALUE -> orders;
            case REMOVAL_WITHOUT_KEY, REMOVAL_OF_NO_TEXT -> !orders;
            default -> true;
          };
      if (fits) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  Outgoing spoil(Outgoing good, PoisonKind kind) {
    byte[] key = good.key();
    byte[] value = good.value();
    switch (kind) {
      case REMOVAL_WITHOUT_KEY -> {
        key = null;
        value = null;
      }
      case REMOVAL_OF_NO_TEXT -> {
        key = new byte[] {(byte) 0xff, (byte) 0xfe, 0x41};
        value = null;
      }
      case NULL_VALUE -> value = null;
      default -> value = spoiled(Objects.requireNonNull(value), kind, good.event());
    }
    return new Outgoing(
        good.topic(), good.partition(), key, value, good.timestamp(), new Event.Poison(kind));
  }

  private byte[] spoiled(byte[] value, PoisonKind kind, Event event) {
    return switch (kind) {
      case TRUNCATED -> Arrays.copyOf(value, HEADER + random.nextInt(value.length - HEADER));
      case TRAILING_BYTES -> Arrays.copyOf(value, value.length + 1 + random.nextInt(5));
      case ENDLESS_STRING -> endlessString(value, HEADER + 20);
      case FIVE_MEGABYTES -> endlessString(value, FIVE_MEGABYTES);
      case NO_TEXT -> noText(value, event);
      case UNKNOWN_SCHEMA -> withId(value, UNKNOWN_ID);
      case WRONG_MAGIC -> {
        byte[] changed = value.clone();
        changed[0] = 1;
        yield changed;
      }
      case TOO_SHORT -> Arrays.copyOf(value, 1 + random.nextInt(HEADER - 1));
      case EMPTY -> new byte[0];
      case WRONG_SCHEMA -> wire.encode("stranger", Map.of("greeting", "hello"));
      case NULL_FIELD -> loose(event, null, BigDecimal.ONE);
      case PRICE_TOO_LARGE -> loose(event, 1, BigDecimal.TEN.pow(12));
      case NULL_VALUE, REMOVAL_WITHOUT_KEY, REMOVAL_OF_NO_TEXT ->
          throw new IllegalArgumentException(kind + " has no value to spoil");
    };
  }

  /** The first field is a string: one that says it is 2^62 bytes long. */
  private byte[] endlessString(byte[] value, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(value, 0, HEADER);
    for (int i = 0; i < 8; i++) {
      out.write(0xff);
    }
    out.write(0x7f);
    byte[] rest = new byte[size];
    random.nextBytes(rest);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  private static byte[] noText(byte[] value, Event event) {
    String product =
        event instanceof Event.OrderLine line
            ? line.stockCode()
            : ((Event.ProductState) event).stockCode();
    byte[] text = product.getBytes(StandardCharsets.UTF_8);
    byte[] spoiled = value.clone();
    for (int at = HEADER; at + text.length <= value.length; at++) {
      if (Arrays.equals(value, at, at + text.length, text, 0, text.length)) {
        // No byte of UTF-8 is 0xff.
        Arrays.fill(spoiled, at, at + text.length, (byte) 0xff);
        return spoiled;
      }
    }
    throw new IllegalArgumentException("The record does not hold " + product);
  }

  /** The same under another schema's id. */
  static byte[] withId(byte[] value, int id) {
    ByteArrayOutputStream out = Wire.header(id);
    out.write(value, HEADER, value.length - HEADER);
    return out.toByteArray();
  }

  /** An order line in a schema that allows more than the contract does. */
  private byte[] loose(Event event, @Nullable Integer quantity, BigDecimal price) {
    Event.OrderLine line = (Event.OrderLine) event;
    Map<String, Object> values = new HashMap<>();
    values.put("invoice_no", line.invoiceNo());
    values.put("stock_code", line.stockCode());
    values.put("quantity", quantity);
    values.put("invoice_time", line.invoiceTime());
    values.put("unit_price", price);
    values.put("country", line.country());
    return wire.encode("order-line-loose", values);
  }
}
