package dev.tidemark.connector.plan;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.Exclusion;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that source and sink of one run must agree on, resolved before the job starts and
 * shipped with it.
 *
 * @param run the run's id; its branch is {@code run_<id>}
 * @param kafka consumer properties, {@code bootstrap.servers} among them
 * @param registryUrl base of the schema registry's Confluent-compatible API
 * @param start where the run begins; a restored job goes on from its state instead
 * @param hold how long the transform may hold a consumed record back
 * @param pace how fast a replay may read a topic while it is behind; null if the run is no replay
 */
public record RunPlan(
    String run,
    TableDefinition definition,
    CatalogSettings catalog,
    Map<String, String> kafka,
    String registryUrl,
    StartVector start,
    List<Exclusion> exclusions,
    Duration hold,
    @Nullable Pace pace)
    implements Serializable {
  public RunPlan {
    kafka = Map.copyOf(kafka);
    exclusions = List.copyOf(exclusions);
  }

  /** What the sources of this run need of it. */
  public ReadPlan reading() {
    return new ReadPlan(
        run,
        "tidemark-%s-%s".formatted(definition.name(), run),
        kafka,
        registryUrl,
        start,
        exclusions,
        pace);
  }
}
