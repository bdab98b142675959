package dev.tidemark.control.load;

import org.jspecify.annotations.Nullable;

/**
 * A record ready to be sent.
 *
 * @param key null for none
 * @param value null for a tombstone
 * @param timestamp milliseconds since 1970; null lets the moment of sending stand
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the producer at once and never compared
record Outgoing(byte @Nullable [] key, byte @Nullable [] value, @Nullable Long timestamp) {}
