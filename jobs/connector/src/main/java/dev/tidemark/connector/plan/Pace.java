package dev.tidemark.connector.plan;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.definition.TableName;
import java.io.Serializable;
import java.time.Duration;

/**
 * How fast a replay may read one topic while it is behind.
 *
 * @param table the live table that comes first
 * @param objective the most that it is meant to lie behind its topics
 * @param maxRate events a second that are never exceeded; infinity if there is no such limit
 * @param followsLive whether the rate follows the live table's freshness
 */
public record Pace(
    TableName table,
    CatalogSettings catalog,
    Duration objective,
    double maxRate,
    boolean followsLive)
    implements Serializable {
  /** What is meant where a definition promises nothing. */
  public static final Duration USUAL_OBJECTIVE = Duration.ofSeconds(5);
}
