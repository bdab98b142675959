package dev.tidemark.bench.sql;

/**
 * What both sides read.
 *
 * @param events name of the topic that holds events 0 to {@code records}
 * @param accounts name of the topic that holds accounts 0 to {@code known}
 */
public record Topics(String events, long records, String accounts, int known) {}
