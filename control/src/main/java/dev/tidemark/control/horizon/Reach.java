package dev.tidemark.control.horizon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far back a table is meant to go, against how far it can.
 *
 * @param back how far both its versions and a recovery point reach
 * @param limits why it is no further; empty if it is as far as declared
 */
record Reach(Recovery declared, Duration back, List<String> limits) {

  /**
   * @param version the oldest that readers saw and that is left
   * @param point when the furthest one was taken that serves
   * @param shortTopics those that keep their events for less than declared, with what they say
   */
  static Reach of(
      Recovery declared,
      @Nullable Instant version,
      Optional<Instant> point,
      List<String> shortTopics,
      Instant now) {
    Duration versions = version == null ? Duration.ZERO : Duration.between(version, now);
    Duration points = point.map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
    List<String> limits = new ArrayList<>();
    if (points.compareTo(declared.horizon()) < 0) {
      limits.add(
          point.isEmpty()
              ? "no recovery point serves"
              : "the oldest recovery point that serves is " + DurationText.of(points) + " old");
    }
    if (versions.compareTo(declared.horizon()) < 0) {
      limits.add("the oldest version is " + DurationText.of(versions) + " old");
    }
    limits.addAll(shortTopics);
    return new Reach(declared, versions.compareTo(points) < 0 ? versions : points, limits);
  }

  /** Two lines. */
  String text() {
    return "declared  %s back, a recovery point every %s%nreached   %s%n"
        .formatted(
            DurationText.of(declared.horizon()),
            DurationText.of(declared.savepointsEvery()),
            limits.isEmpty()
                ? "all of it"
                : "%s: %s".formatted(DurationText.of(back), String.join("; ", limits)));
  }

  void json(ObjectNode into) {
    into.putObject("declared")
        .put("horizonMillis", declared.horizon().toMillis())
        .put("savepointsEveryMillis", declared.savepointsEvery().toMillis());
    limits.forEach(
        into.putObject("reached").put("millis", back.toMillis()).putArray("limits")::add);
  }
}
