package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka that records are sent to, and the registry of their schemas.
 *
 * @param client settings of a Kafka client
 * @param servers how failures name the cluster
 */
public record Receivers(Map<String, Object> client, String servers, String registryUrl) {
  public Receivers {
    client = Map.copyOf(client);
  }

  /** Those of a stack. */
  public static Receivers of(Environment environment) {
    return new Receivers(
        environment.kafka(),
        environment.require("bootstrap-servers"),
        environment.require("registry-url"));
  }

  public Registry registry() {
    return new Registry(registryUrl);
  }

  /**
   * Makes sure that topics exist, and says which were created.
   *
   * @param partitions of a topic that does not exist yet; empty refuses to create it
   */
  public void ensure(Collection<String> names, Optional<Integer> partitions, Console console) {
    var settings = new HashMap<>(client);
    settings.putAll(Topics.patience());
    try (Admin admin = Admin.create(settings)) {
      var topics = new Topics(admin, servers);
      for (String name : List.copyOf(names)) {
        if (topics.ensure(name, partitions)) {
          console.note(
              "Created the topic %s with %d partitions.".formatted(name, partitions.orElseThrow()));
        }
      }
    } catch (KafkaException wrongSettings) {
      throw CommandFailure.unreachable(
          "Cannot talk to Kafka at %s: %s. Check the address and the kafka.* settings."
              .formatted(servers, wrongSettings.getMessage()),
          wrongSettings);
    }
  }

  /** A producer that batches, and gives up after a minute. */
  public Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("linger.ms", 20);
    settings.put("batch.size", 128 * 1024);
    settings.put("buffer.memory", 32L * 1024 * 1024);
    settings.put("max.request.size", 16 * 1024 * 1024);
    settings.put("delivery.timeout.ms", 60_000);
    settings.putAll(client);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
