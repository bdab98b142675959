package dev.tidemark.connector.pace;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From the enumerator to one reader.
 *
 * @param perSecond events that it may read a second; infinity for as many as it can
 */
record Allowance(double perSecond) implements SourceEvent {}
