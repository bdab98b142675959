package dev.tidemark.control.generate;

import dev.tidemark.control.Environment;
import dev.tidemark.control.load.Feed;
import dev.tidemark.control.load.Receivers;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;

/** A shop that goes on in the background, in real time. */
public final class ShopFeed {
  private ShopFeed() {}

  /** Starts it; the topics must exist. */
  public static Feed start(Environment environment, ShopSettings settings) {
    Receivers receivers = Receivers.of(environment);
    boolean spoils = settings.mishaps().malformed() > 0;
    var encoder = new Encoder(settings.topics(), receivers.registry()::register, spoils);
    return Feed.of("made-up-shop", () -> flow(settings, encoder, receivers));
  }

  private static void flow(ShopSettings settings, Encoder encoder, Receivers receivers) {
    var extent = new Generation.Extent(Long.MAX_VALUE, Generation.Extent.ENDLESS, 1);
    try (Producer<byte[], byte[]> producer = receivers.producer()) {
      var messages = new ShopMessages(settings, encoder);
      new Generation(messages, new KafkaDestination(producer, encoder), extent).run(counts -> {});
    } catch (InterruptedException | InterruptException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
