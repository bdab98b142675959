package dev.tidemark.control.generate;

import dev.tidemark.control.Environment;
import dev.tidemark.control.load.Feed;
import dev.tidemark.control.load.LoadCommand;
import dev.tidemark.control.load.Registry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;

/** A shop that goes on in the background, in real time. */
public final class ShopFeed {
  private ShopFeed() {}

  /** Starts it; the topics must exist. */
  public static Feed start(Environment environment, ShopSettings settings) {
    var registry = new Registry(environment.require("registry-url"));
    boolean spoils = settings.mishaps().malformed() > 0;
    var encoder = new Encoder(settings.topics(), registry::register, spoils);
    Map<String, Object> client = new HashMap<>(environment.under("kafka."));
    client.put("bootstrap.servers", environment.require("bootstrap-servers"));
    return Feed.of("made-up-shop", () -> flow(settings, encoder, client));
  }

  private static void flow(ShopSettings settings, Encoder encoder, Map<String, Object> client) {
    var extent = new Generation.Extent(Long.MAX_VALUE, Generation.Extent.ENDLESS, 1);
    try (Producer<byte[], byte[]> producer = LoadCommand.producer(client)) {
      var messages = new ShopMessages(settings, encoder);
      new Generation(messages, new KafkaDestination(producer, encoder), extent).run(counts -> {});
    } catch (InterruptedException | InterruptException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
