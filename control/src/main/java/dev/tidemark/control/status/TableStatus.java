package dev.tidemark.control.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.freshness.TopicEnds;
import dev.tidemark.control.freshness.TopicEnds.Waiting;
import dev.tidemark.control.runs.RunFacts;
import dev.tidemark.lineage.Hold;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.Tidemark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table, looked at once.
 *
 * @param leadBefore the run that undo would give the lead to; null if none led
 * @param foreign whether {@code main} holds a write that no run made and that undo would lose
 * @param shown the newest tidemark that readers see; null for the empty beginning
 * @param waiting what its topics hold beyond that
 * @param quarantine name of the quarantine table
 * @param quarantined rows written there; one that another run replaced counts twice until that
 *     table is compacted
 */
record TableStatus(
    String table,
    @Nullable String lead,
    @Nullable Hold held,
    @Nullable String leadBefore,
    boolean foreign,
    @Nullable Tidemark shown,
    Waiting waiting,
    List<RunFacts> runs,
    String quarantine,
    long quarantined) {

  static TableStatus of(LiveTable live, @Nullable TopicEnds ends, Path stackFolder) {
    Optional<Tidemark> shown = live.head("main");
    Optional<Hold> held = live.held();
    Optional<String> leadBefore = live.leadBefore();
    return new TableStatus(
        live.name().toString(),
        live.lead().orElse(null),
        held.orElse(null),
        leadBefore.orElse(null),
        held.isPresent() && leadBefore.filter(live::wouldLoseForeignWrite).isPresent(),
        shown.orElse(null),
        waiting(shown, ends),
        RunFacts.of(live, stackFolder),
        live.name() + "_quarantine",
        live.quarantinedRows());
  }

  private static Waiting waiting(Optional<Tidemark> shown, @Nullable TopicEnds ends) {
    if (shown.isEmpty()) {
      return new Waiting.Unknown("there is no epoch yet");
    }
    return ends == null
        ? new Waiting.Unknown("nothing says where Kafka is")
        : ends.behind(shown.get());
  }

  /**
   * What the person who reads a held table's status may do. A foreign write is lost by every move,
   * which only promote does knowingly: undo refuses.
   */
  String next() {
    if (foreign) {
      return "tidemark promote %s RUN --discard-foreign".formatted(table);
    }
    String promote = "tidemark promote %s RUN --wait".formatted(table);
    return leadBefore == null
        ? promote
        : "%s (%s led), or tidemark undo %s".formatted(promote, leadBefore, table);
  }

  /**
   * {@code table}, {@code lead}, {@code held} ({@code why}, {@code since}, {@code by}, {@code
   * lead}, {@code next}; null if it is not), {@code readers} ({@code run}, {@code epoch}, {@code
   * id}, {@code commit}, {@code delayMillis}), {@code waitingEvents} (null if unknown, {@code
   * waitingUnknown} then says why), {@code runs} as {@code tidemark runs} has them, {@code
   * quarantine} ({@code table}, {@code rows}).
   */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("table", table).put("lead", lead);
    if (held == null) {
      json.putNull("held");
    } else {
      json.putObject("held")
          .put("why", held.why())
          .put("since", held.since().toString())
          .put("by", held.by())
          .put("lead", held.lead())
          .put("next", next());
    }
    putReaders(json);
    if (waiting instanceof Waiting.Known known) {
      json.put("waitingEvents", PartitionLag.total(known.events()));
    } else {
      json.putNull("waitingEvents");
      json.put("waitingUnknown", ((Waiting.Unknown) waiting).reason());
    }
    ArrayNode array = json.putArray("runs");
    runs.forEach(run -> array.add(run.json()));
    json.putObject("quarantine").put("table", quarantine).put("rows", quarantined);
    return json;
  }

  private void putReaders(ObjectNode json) {
    if (shown == null) {
      json.putNull("readers");
      return;
    }
    ObjectNode readers =
        json.putObject("readers")
            .put("run", shown.run())
            .put("epoch", shown.epoch())
            .put("id", shown.id())
            .put("commit", shown.times().commit());
    if (shown.delay() != null) {
      readers
          .putObject("delayMillis")
          .put("p50", shown.delay().p50())
          .put("p99", shown.delay().p99());
    }
  }
}
