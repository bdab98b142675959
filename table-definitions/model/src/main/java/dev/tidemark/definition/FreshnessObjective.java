package dev.tidemark.definition;

import java.io.Serializable;
import java.time.Duration;

/**
 * How fresh the table is meant to be.
 *
 * @param staleness the most that the table may lie behind its topics
 */
public record FreshnessObjective(Duration staleness) implements Serializable {}
