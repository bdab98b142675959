package dev.tidemark.control.generate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;

/**
 * The messages of a shop without an end, in the order in which they are sent, with all that goes
 * wrong between shop and topic.
 *
 * <p>They follow from the settings alone: every draw is from a {@link Random} of {@link Seeds},
 * time is {@link ShopClock}'s, and nothing iterates over what has no order. One thread.
 */
final class ShopMessages {
  private static final int OVERTAKEN_BY_AT_MOST = 50;
  private static final int RETRIED_AFTER_AT_MOST = 20;

  private final ShopSettings settings;
  private final ShopClock clock;
  private final Shop shop;
  private final Spoiler spoiler;
  private final Random order;
  private final Random retries;
  private final Random faults;
  private final Deque<Happening> told = new ArrayDeque<>();

  /** Behind others: happenings that were overtaken, and messages that are sent again. */
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparingLong(Held::due).thenComparingLong(Held::number));

  private long sent;
  private long heldEver;

  private sealed interface Waiting {}

  private record Overtaken(Happening happening) implements Waiting {}

  private record Retried(Message message) implements Waiting {}

  private record Broken(Happening happening, Payload.Spoiled payload) implements Waiting {}

  /**
   * @param due how many messages are sent before
   */
  private record Held(long due, long number, Waiting waiting) {}

  ShopMessages(ShopSettings settings, Encoder encoder) {
    var seeds = new Seeds(settings.seed());
    this.settings = settings;
    this.clock = new ShopClock(settings.pulse(), seeds.of("clock"));
    this.order = seeds.of("order");
    this.retries = seeds.of("retries");
    this.faults = seeds.of("faults");
    this.spoiler = new Spoiler(seeds.of("spoiler"), encoder);
    this.shop =
        new Shop(
            settings,
            happening -> {
              if (settings.topics().contains(happening.topic())) {
                told.add(happening);
              }
            });
  }

  Message next() {
    clock.tick();
    Message message = draw();
    sent++;
    return message;
  }

  private Message draw() {
    while (true) {
      Held first = held.peek();
      if (first != null && first.due <= sent) {
        held.remove();
        return message(first.waiting);
      }
      Happening happening = told.poll();
      if (happening == null) {
        shop.act(clock.millis());
      } else if (order.nextDouble() < settings.mishaps().outOfOrder()) {
        hold(1 + order.nextInt(OVERTAKEN_BY_AT_MOST), new Overtaken(happening));
      } else {
        return good(happening);
      }
    }
  }

  private Message message(Waiting waiting) {
    if (waiting instanceof Overtaken overtaken) {
      return good(overtaken.happening);
    }
    if (waiting instanceof Broken broken) {
      return message(broken.happening, broken.payload);
    }
    return ((Retried) waiting).message.again();
  }

  private Message good(Happening happening) {
    GenericRecord value = happening.value();
    if (value != null && faults.nextDouble() < settings.mishaps().malformed()) {
      hold(1, new Broken(happening, spoiler.spoil(happening.topic(), value)));
    }
    Message message =
        message(happening, value == null ? new Payload.Tombstone() : new Payload.Value(value));
    if (retries.nextDouble() < settings.mishaps().duplicates()) {
      hold(1 + retries.nextInt(RETRIED_AFTER_AT_MOST), new Retried(message));
    }
    return message;
  }

  private Message message(Happening happening, Payload payload) {
    Moment moment = happening.moment();
    long timestamp = payload instanceof Payload.Tombstone ? moment.at() : clock.millis();
    return new Message(
        happening.topic(),
        happening.kind(),
        happening.key(),
        payload,
        timestamp,
        moment.late(),
        false);
  }

  private void hold(int messages, Waiting waiting) {
    held.add(new Held(sent + messages, heldEver++, waiting));
  }

  /** The shop's time. */
  Instant now() {
    return clock.now();
  }

  /** The shop's time since its begin. */
  long sinceStartNanos() {
    return clock.sinceStartNanos();
  }
}
