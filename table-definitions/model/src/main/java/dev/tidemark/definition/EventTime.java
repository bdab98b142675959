package dev.tidemark.definition;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which field says when the event happened.
 *
 * @param field a required timestamp field of the value
 * @param lateness how far a record may lie behind the newest event of its own partition before it
 *     counts as late; null means that nothing is ever late
 */
public record EventTime(String field, @Nullable Duration lateness) implements Serializable {}
