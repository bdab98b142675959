package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.reference.SupportProfile;
import dev.tidemark.tests.watch.Quarantine;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tables that are kept live from {@code tidemark generate} equal what the same seed says in a dry
 * run, and quarantine holds what was spoiled.
 */
@ExtendWith(SharedStack.class)
class GenerateIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int EVENTS = 20_000;
  private static final String RUN = "r1";

  @Test
  void tablesOfAMadeUpShopAreWhatItsSeedSays(World world) throws Exception {
    List<String> topics = new ArrayList<>(Customers.OF_SUPPORT_PROFILE);
    topics.addAll(List.of(Shop.ORDER_LINES, Shop.PRODUCT_UPDATES));
    List<String> shop = new ArrayList<>(List.of("generate", "--seed=11", "--events=" + EVENTS));
    shop.addAll(List.of("--topics=" + String.join(",", topics), "--partitions=3"));
    shop.addAll(List.of("--late=0.05", "--duplicates=0.02", "--malformed=0.01"));
    JsonNode sent = send(world, shop);
    assertThat(sent.get("events").asInt()).isEqualTo(EVENTS);
    for (String troubled : List.of("late", "duplicates", "malformed", "deletes")) {
      assertThat(sent.get(troubled).asInt()).as(troubled).isGreaterThan(50);
    }

    int spoiled = remember(world, DryRun.read(print(world, shop)));
    assertThat(spoiled).isEqualTo(sent.get("malformed").asInt());

    TableIdentifier profiles = TableIdentifier.of(world.namespace(), "support_profile");
    List<SnapshotWatcher> watchers =
        List.of(
            world.watch(Shop.ORDER_LINES, RUN),
            world.watch(Shop.PRODUCT_UPDATES, RUN),
            world.watch(
                new Watched(
                    profiles, Customers.OF_SUPPORT_PROFILE, new SupportProfile(world.log(), "")),
                RUN));
    world.job(Shop.ORDER_LINES, RUN).start();
    world.job(Shop.PRODUCT_UPDATES, RUN).start();
    world.job(world.definitionInSql("support_profile"), RUN).start();
    for (SnapshotWatcher watcher : watchers) {
      watcher.awaitCaughtUp(PATIENCE);
      watcher.checkMain();
    }
    List<Quarantine> quarantines =
        List.of(
            world.quarantine(Shop.ORDER_LINES, RUN),
            world.quarantine(Shop.PRODUCT_UPDATES, RUN),
            Quarantine.of(
                world.catalog(), profiles, world.log(), Customers.OF_SUPPORT_PROFILE, RUN));
    quarantines.forEach(Quarantine::holdsExactlyThePoisonSent);
    assertThat(quarantines.stream().mapToInt(Quarantine::size).sum()).isEqualTo(spoiled);
    System.out.printf("%d events, %d of them in quarantine%n", EVENTS, spoiled);
  }

  private static JsonNode send(World world, List<String> shop) throws Exception {
    List<String> arguments = new ArrayList<>(shop);
    arguments.addAll(List.of("--json", "--bootstrap-servers", world.stack().bootstrapServers()));
    arguments.addAll(List.of("--registry-url", world.stack().registryUrl()));
    return new ObjectMapper().readTree(run(world, "send", arguments));
  }

  private static String print(World world, List<String> shop) throws Exception {
    List<String> arguments = new ArrayList<>(shop);
    arguments.add("--dry-run");
    return run(world, "print", arguments);
  }

  private static String run(World world, String name, List<String> arguments) throws Exception {
    Path folder = Files.createDirectories(world.folder().resolve("command"));
    try (Launched generate = Launched.of(folder.resolve("stack"), name, arguments)) {
      assertThat(generate.awaitExit(PATIENCE)).as(generate.toString()).isZero();
      return generate.out();
    }
  }

  /**
   * Holds what lies in the topics against what was printed, record by record; returns how many are
   * spoiled.
   */
  private static int remember(World world, Map<TopicPartition, List<DryRun.Line>> printed) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = read(world, printed);
    int spoiled = 0;
    for (TopicPartition place : printed.keySet()) {
      List<DryRun.Line> lines = printed.get(place);
      List<ConsumerRecord<byte[], byte[]>> records = found.get(place);
      assertThat(records).as("records of %s", place).hasSameSizeAs(lines);
      for (int i = 0; i < lines.size(); i++) {
        ConsumerRecord<byte[], byte[]> record = records.get(i);
        DryRun.Line line = lines.get(i);
        assertThat(record.timestamp()).isEqualTo(line.timestamp());
        assertThat(record.value() != null).isEqualTo(line.hasValue());
        if (!line.spoiledKey()) {
          assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(line.key());
        }
        spoiled += line.event() instanceof Event.Poison ? 1 : 0;
        world
            .log()
            .remember(
                new Outgoing(
                    place.topic(),
                    place.partition(),
                    record.key(),
                    record.value(),
                    record.timestamp(),
                    line.event()),
                record.offset());
      }
    }
    return spoiled;
  }

  private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read(
      World world, Map<TopicPartition, List<DryRun.Line>> printed) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", world.stack().bootstrapServers(), "auto.offset.reset", "earliest");
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    printed.keySet().forEach(place -> found.put(place, new ArrayList<>()));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(found.keySet());
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      int count = 0;
      while (count < EVENTS && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          found.get(new TopicPartition(record.topic(), record.partition())).add(record);
          count++;
        }
      }
    }
    return found;
  }
}
