package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a replay's governor decided last about one topic, as its job says in the metrics {@code
 * tidemark.pace.*}.
 *
 * @param allowed events a second; no limit from {@link #NO_LIMIT} on
 */
public record PaceNow(String topic, double allowed, double reading, long left, String reason) {
  /** More than any job reads; the governor allows as much where it does not limit. */
  private static final double NO_LIMIT = 1e9;

  /** Of each topic of a replay that runs; empty for other runs, and if its Flink does not tell. */
  static List<PaceNow> of(RunRecord record) {
    Optional<String> url = record.restUrl();
    Optional<String> job = record.jobId();
    if (url.isEmpty() || job.isEmpty() || !record.arguments().containsKey("replay")) {
      return List.of();
    }
    try {
      return new FlinkRest(url.get())
          .coordinatorMetrics(job.get(), "tidemark.pace.").stream()
              .filter(metrics -> metrics.containsKey("topic"))
              .map(PaceNow::of)
              .toList();
    } catch (CommandFailure noAnswer) {
      // The job has just ended, or is in a cluster that does not have it any more.
      return List.of();
    }
  }

  private static PaceNow of(Map<String, String> metrics) {
    return new PaceNow(
        metrics.getOrDefault("topic", ""),
        Double.parseDouble(metrics.getOrDefault("allowedPerSecond", "Infinity")),
        Double.parseDouble(metrics.getOrDefault("readingPerSecond", "0")),
        Long.parseLong(metrics.getOrDefault("eventsLeft", "-1")),
        metrics.getOrDefault("reason", ""));
  }

  String text(String run) {
    return "%s may read %s of %s: %s"
        .formatted(
            run,
            allowed >= NO_LIMIT
                ? "as fast as it can"
                : String.format(Locale.ROOT, "%,.0f events a second", allowed),
            topic,
            reason);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("topic", topic);
    if (allowed >= NO_LIMIT) {
      json.putNull("allowedPerSecond");
    } else {
      json.put("allowedPerSecond", Math.round(allowed));
    }
    return json.put("readingPerSecond", Math.round(reading))
        .put("eventsLeft", left)
        .put("reason", reason);
  }
}
