package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.RunQuota;
import dev.tidemark.lineage.Tidemark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run beside what readers of {@code main} see.
 *
 * @param ownEpoch false before the run's first epoch; a fork has its origin's until then
 * @param behind the partitions that {@code main} has read further
 * @param sameDefinition whether it runs the definition that readers see; null if nobody knows yet
 * @param jobSeen whether a job of it that was started from here is there; one that was started
 *     elsewhere is not seen
 * @param pace what a replay may read, by topic; empty for other runs
 */
public record RunFacts(
    Run run,
    boolean ownEpoch,
    List<PartitionLag> behind,
    @Nullable Boolean sameDefinition,
    boolean jobSeen,
    List<PaceNow> pace) {

  /**
   * All runs that have a branch, by id.
   *
   * @param stackFolder with what is known of jobs that were started on this machine
   */
  public static List<RunFacts> of(LiveTable table, Path stackFolder) {
    Tidemark shown = table.head("main").orElse(null);
    Map<String, RunRecord> seen =
        RunRecord.all(stackFolder, TableName.parse(table.name().toString())).stream()
            .filter(RunRecord::seemsToRun)
            .collect(Collectors.toMap(RunRecord::run, record -> record));
    return table.runs().stream().map(run -> of(run, shown, seen.get(run.id()))).toList();
  }

  private static RunFacts of(Run run, @Nullable Tidemark shown, @Nullable RunRecord job) {
    Tidemark own = run.latest();
    return new RunFacts(
        run,
        own != null && own.run().equals(run.id()),
        shown == null ? List.of() : PartitionLag.between(own, shown),
        shown == null || own == null ? null : shown.definition().equals(own.definition()),
        job != null,
        job == null ? List.of() : PaceNow.of(job));
  }

  /** When its newest epoch was committed. */
  public Optional<Instant> lastCommit() {
    return run.head()
        .filter(mark -> ownEpoch)
        .map(mark -> mark.times().commit())
        .map(Instant::ofEpochMilli);
  }

  /**
   * {@code run}, {@code branch}, {@code leads}, {@code origin} and {@code head} (snapshots), {@code
   * epoch} and {@code tidemark} (null before the first), {@code lastCommit}, {@code definition},
   * {@code sameDefinition}, {@code behindEvents}, {@code behind} (by partition) and {@code
   * exclusions}, {@code jobSeen}, {@code pace} (by topic), {@code quotaBytesPerSecond} (from each
   * broker; null if Kafka has none).
   */
  public ObjectNode json() {
    Optional<Tidemark> own = run.head().filter(mark -> ownEpoch);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("run", run.id()).put("branch", run.branch()).put("leads", run.leads());
    json.put("origin", Long.toString(run.origin()))
        .put("head", Long.toString(run.headSnapshotId()));
    json.put("epoch", own.map(Tidemark::epoch).orElse(null));
    json.put("tidemark", own.map(Tidemark::id).orElse(null));
    json.put("lastCommit", lastCommit().map(Instant::toString).orElse(null));
    json.put("definition", own.map(Tidemark::definition).orElse(null));
    json.put("sameDefinition", sameDefinition);
    json.put("behindEvents", PartitionLag.total(behind));
    ArrayNode partitions = json.putArray("behind");
    for (PartitionLag lag : behind) {
      partitions
          .addObject()
          .put("topic", lag.topic())
          .put("partition", lag.partition())
          .put("events", lag.events());
    }
    json.set("exclusions", json(run.exclusions()));
    json.put("jobSeen", jobSeen);
    ArrayNode paces = json.putArray("pace");
    pace.forEach(topic -> paces.add(topic.json()));
    RunQuota quota = run.quota();
    json.put("quotaBytesPerSecond", quota == null ? null : quota.bytesPerSecond());
    return json;
  }

  static ArrayNode json(List<Exclusion> exclusions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Exclusion range : exclusions) {
      array
          .addObject()
          .put("topic", range.topic())
          .put("topicId", range.topicId())
          .put("partition", range.partition())
          .put("from", range.from())
          .put("to", range.to());
    }
    return array;
  }
}
