package dev.tidemark.connector.plan;

import dev.tidemark.lineage.Exclusion;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source must know of its run, resolved before the job starts. It knows nothing of the
 * table: in SQL several tables may be fed by one source.
 *
 * @param group id of the consumer group, which stands in Kafka's own tools; it decides nothing
 * @param kafka consumer properties, {@code bootstrap.servers} among them
 * @param registryUrl base of the schema registry's Confluent-compatible API
 * @param start of the source's topic, perhaps of others too
 * @param pace how fast a replay may read while it is behind; null for a run that is no replay
 */
public record ReadPlan(
    String run,
    String group,
    Map<String, String> kafka,
    String registryUrl,
    StartVector start,
    List<Exclusion> exclusions,
    @Nullable Pace pace)
    implements Serializable {
  public ReadPlan {
    kafka = Map.copyOf(kafka);
    exclusions = List.copyOf(exclusions);
  }
}
