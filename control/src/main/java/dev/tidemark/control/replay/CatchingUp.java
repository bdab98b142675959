package dev.tidemark.control.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.Console;
import dev.tidemark.control.freshness.EndOffsets;
import dev.tidemark.control.freshness.Staleness;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.LiveTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/** Shows how a replay catches up, with the live table's staleness beside it, until it has. */
final class CatchingUp {
  private static final Duration ON_A_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  private final Console console;
  private final boolean json;
  private final LiveTable table;
  private final EndOffsets ends;
  private final String run;
  private final Map<TopicPartition, Long> start;
  private final Progress progress = new Progress();

  /**
   * @param start where the run begins
   */
  CatchingUp(
      Console console,
      boolean json,
      LiveTable table,
      EndOffsets ends,
      String run,
      Map<TopicPartition, Long> start) {
    this.console = console;
    this.json = json;
    this.table = table;
    this.ends = ends;
    this.run = run;
    this.start = start;
  }

  /** Returns when the run has caught up, or its job is over. */
  void untilCaughtUp(BooleanSupplier jobRuns) throws InterruptedException {
    Duration every = console.isTerminal() && !json ? ON_A_TERMINAL : ELSEWHERE;
    while (jobRuns.getAsBoolean()) {
      Map<TopicPartition, Long> latest = ends.latest();
      Instant now = Instant.now();
      if (!latest.isEmpty()) {
        Progress.Look look =
            progress.look(now, table.head("run_" + run).orElse(null), start, latest);
        Optional<Staleness> live = table.head("main").map(mark -> ends.of(mark, now));
        if (json) {
          console.print(json(look, live).toString());
        } else if (!look.caughtUp()) {
          console.progress(line(look, live));
        }
        if (look.caughtUp()) {
          if (!json) {
            console.print(
                "%s has caught up and stays live on its branch run_%s.".formatted(run, run));
          }
          return;
        }
      }
      Thread.sleep(every.toMillis());
    }
  }

  private String line(Progress.Look look, Optional<Staleness> live) {
    Long toGo = look.secondsToGo();
    return "%s  %,d events left, %,.0f a second%s; live table %s"
        .formatted(
            run,
            look.left(),
            look.perSecond(),
            toGo == null
                ? ""
                : ", about %s to go".formatted(DurationText.of(Duration.ofSeconds(toGo))),
            live.map(CatchingUp::text).orElse("has no version"));
  }

  private static String text(Staleness staleness) {
    if (staleness instanceof Staleness.Measured measured) {
      return "stale by " + DurationText.of(measured.age());
    }
    if (staleness instanceof Staleness.AtLeast atLeast) {
      return "stale by %s or more".formatted(DurationText.of(atLeast.age()));
    }
    return "unmeasurable, " + ((Staleness.Unmeasurable) staleness).reason();
  }

  private ObjectNode json(Progress.Look look, Optional<Staleness> live) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("run", run).put("left", look.left()).put("perSecond", Math.round(look.perSecond()));
    node.put("arrivingPerSecond", Math.round(look.arriving()));
    node.put("secondsToGo", look.secondsToGo());
    node.put("caughtUp", look.caughtUp());
    if (live.orElse(null) instanceof Staleness.Measured measured) {
      node.put("liveStalenessMillis", measured.age().toMillis()).put("liveStalenessAtLeast", false);
    } else if (live.orElse(null) instanceof Staleness.AtLeast atLeast) {
      node.put("liveStalenessMillis", atLeast.age().toMillis()).put("liveStalenessAtLeast", true);
    }
    return node;
  }
}
