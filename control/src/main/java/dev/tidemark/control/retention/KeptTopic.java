package dev.tidemark.control.retention;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's settings promise about its events.
 *
 * @param keeps how long an event stays at least, if no size takes it earlier; null for ever
 * @param bytes how large a partition gets before its oldest events go, however young; null for any
 * @param compacted whether an event goes when a newer one has its key
 */
record KeptTopic(String name, @Nullable Duration keeps, @Nullable Long bytes, boolean compacted) {

  static KeptTopic of(String name, Config settings) {
    String policy = value(settings, TopicConfig.CLEANUP_POLICY_CONFIG).orElse("");
    boolean deletes = policy.contains(TopicConfig.CLEANUP_POLICY_DELETE);
    return new KeptTopic(
        name,
        limit(settings, TopicConfig.RETENTION_MS_CONFIG, deletes)
            .map(Duration::ofMillis)
            .orElse(null),
        limit(settings, TopicConfig.RETENTION_BYTES_CONFIG, deletes).orElse(null),
        policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /** A negative limit is none, and so is any of a topic that deletes nothing by age or size. */
  private static Optional<Long> limit(Config settings, String key, boolean deletes) {
    return value(settings, key).map(Long::valueOf).filter(limit -> deletes && limit >= 0);
  }

  private static Optional<String> value(Config settings, String key) {
    return Optional.ofNullable(settings.get(key)).map(ConfigEntry::value);
  }
}
