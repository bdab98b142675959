package dev.tidemark.lineage;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation that leaves a marker. Its id is made once per call, so that a try whose
 * answer was lost is recognised.
 */
record Operation(Marker.Kind kind, String id, String by, Clock clock, String reason) {

  static Operation start(Marker.Kind kind, String by, String reason, Clock clock) {
    return new Operation(kind, UUID.randomUUID().toString(), by, clock, reason);
  }

  /** The marker of a try that begins now. */
  Marker marker(@Nullable String from, @Nullable String to) {
    return new Marker(
        kind, id, by, clock.instant().truncatedTo(ChronoUnit.MILLIS), reason, from, to);
  }
}
