package dev.tidemark.connector.pace;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.connector.plan.KafkaAdmin;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.LeadWatch;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog how the live table is and Kafka where a topic ends. Used by one thread at a
 * time, and by none that must not wait.
 */
final class LiveLook implements Closeable {
  private static final long PATIENCE_SECONDS = 10;

  /** Delays above it are those of old records, loaded with their timestamps; nobody waited. */
  private static final Duration BELIEVED = Duration.ofMinutes(10);

  private final Pace pace;
  private final String run;
  private final String topic;
  private final Map<String, String> kafka;
  private @Nullable Admin admin;
  private @Nullable Catalog catalog;
  private @Nullable LeadWatch table;
  private @Nullable Duration usualDelay;

  LiveLook(Pace pace, String run, String topic, Map<String, String> kafka) {
    this.pace = pace;
    this.run = run;
    this.topic = topic;
    this.kafka = kafka;
  }

  /**
   * What was found.
   *
   * @param ends of the topic's partitions
   * @param delay 99 % of the newest versions' events became visible within this, by the middle one
   *     of them; null if they have no events or older ones than anybody waited for
   * @param usualDelay the same without the replay
   */
  record Found(
      LeadWatch.Look table,
      Map<Integer, Long> ends,
      @Nullable Duration delay,
      @Nullable Duration usualDelay) {}

  /** Asks both; whatever goes wrong there is thrown. */
  Found look() throws Exception {
    if (table == null) {
      CatalogSettings settings = pace.catalog();
      catalog = settings.open();
      table = new LeadWatch(catalog, TableIdentifier.parse(pace.table().toString()), run);
      usualDelay = middle(table.usual());
    }
    LeadWatch.Look now = table.look();
    return new Found(now, ends(), middle(now.newest()), usualDelay);
  }

  private Map<Integer, Long> ends() throws Exception {
    if (admin == null) {
      admin = KafkaAdmin.of(kafka);
    }
    TopicDescription described =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .get(topic);
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    described
        .partitions()
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    Map<Integer, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }

  private static @Nullable Duration middle(List<DelayQuantiles> delays) {
    List<Long> sorted =
        delays.stream()
            .map(DelayQuantiles::p99)
            .filter(millis -> millis < BELIEVED.toMillis())
            .sorted()
            .toList();
    return sorted.isEmpty() ? null : Duration.ofMillis(sorted.get(sorted.size() / 2));
  }

  @Override
  public void close() throws IOException {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
