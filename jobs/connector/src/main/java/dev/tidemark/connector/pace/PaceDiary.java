package dev.tidemark.connector.pace;

import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.LeadWatch;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was decided about a replay's rate: a line in the job's log for each change of reason
 * or of more than a tenth of the rate, and metrics of the source's coordinator, {@code
 * tidemark.pace.*}.
 */
final class PaceDiary {
  private static final Logger LOG = LoggerFactory.getLogger(PaceDiary.class);
  private static final double WORTH_A_LINE = 0.1;

  private final String name;
  private volatile Decision current = new Decision(Governor.BEGINNING, true, "it begins");
  private volatile @Nullable Seen last;
  private double told = Governor.BEGINNING;

  PaceDiary(String run, String topic, MetricGroup metrics) {
    this.name = run + " on " + topic;
    MetricGroup group = metrics.addGroup("tidemark").addGroup("pace");
    group.gauge("topic", (Gauge<String>) () -> topic);
    group.gauge("allowedPerSecond", (Gauge<Double>) () -> current.perSecond());
    group.gauge("reason", (Gauge<String>) () -> current.reason());
    group.gauge("eventsLeft", (Gauge<Long>) () -> last == null ? -1 : last.left());
    group.gauge("readingPerSecond", (Gauge<Double>) () -> last == null ? 0 : last.reading());
  }

  void note(Decision before, Decision decision, @Nullable Seen seen) {
    current = decision;
    last = seen == null ? last : seen;
    if (!kind(before).equals(kind(decision))
        || Math.abs(decision.perSecond() - told) > told * WORTH_A_LINE) {
      told = decision.perSecond();
      LOG.info(
          "Replay {} may read {}: {}.{}", name, rate(decision), decision.reason(), figures(seen));
    }
  }

  /** Where it stands still from now on, if it does. */
  void note(LeadWatch.@Nullable Halt halt) {
    if (halt == null) {
      LOG.info("Replay {} goes on", name);
    } else {
      LOG.info(
          "Replay {} stands still at epoch {} of {}, until {} at most",
          name,
          halt.at().epoch(),
          halt.at().run(),
          halt.until());
    }
  }

  /** Reasons without their figures, which change all the time. */
  private static String kind(Decision decision) {
    return decision.reason().replaceAll("[0-9.]+ (ms|s|min|h|d)", "");
  }

  private static String rate(Decision decision) {
    return decision.perSecond() >= Governor.PLENTY
        ? "as fast as it can"
        : String.format(Locale.ROOT, "%,.0f events a second", decision.perSecond());
  }

  private static String figures(@Nullable Seen seen) {
    return seen == null
        ? ""
        : String.format(
            Locale.ROOT,
            " Left %,d, reading %,.0f a second, arriving %,.0f; events wait %s; delay %s, usually"
                + " %s.",
            seen.left(),
            seen.reading(),
            seen.arriving(),
            DurationText.of(seen.liveAge()),
            text(seen.delay()),
            text(seen.usualDelay()));
  }

  private static String text(@Nullable Duration duration) {
    return duration == null ? "unknown" : DurationText.of(duration);
  }
}
