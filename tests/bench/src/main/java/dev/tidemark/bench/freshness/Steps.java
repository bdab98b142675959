package dev.tidemark.bench.freshness;

import dev.tidemark.bench.table.Sighting;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the time of an epoch goes, in milliseconds, each step over all epochs. The oldest record of
 * an epoch waits for all steps one after the other, from the first on.
 */
final class Steps {
  private final Map<String, List<Long>> steps = new LinkedHashMap<>();

  private Steps() {}

  static Map<String, StepTimes> of(List<Sighting> sightings, Checkpoints checkpoints) {
    Steps steps = new Steps();
    long before = -1;
    for (Sighting sighting : sightings) {
      long id = checkpoint(sighting);
      if (!checkpoints.knows(id)) {
        continue;
      }
      long triggered = checkpoints.triggered(id);
      long completed = checkpoints.completed(id);
      if (before > 0) {
        steps.add("checkpoint to checkpoint", triggered - before);
      }
      before = triggered;
      steps.add("checkpoint: trigger to complete", completed - triggered);
      steps.add("commit: complete to visible", sighting.millis() - completed);
      if (merges(sighting)) {
        steps.add("commit that merges manifests", sighting.millis() - completed);
      }
      Tidemark.of(sighting.snapshot())
          .ifPresent(tidemark -> steps.addOurs(tidemark.times(), triggered, completed, sighting));
    }
    Map<String, StepTimes> summary = new LinkedHashMap<>();
    steps.steps.forEach((name, values) -> summary.put(name, StepTimes.of(values)));
    return summary;
  }

  private void addOurs(Times times, long triggered, long completed, Sighting sighting) {
    if (times.read() == null || times.barrier() == null) {
      return;
    }
    long told = Objects.requireNonNull(times.checkpointComplete());
    long commit = Objects.requireNonNull(times.commit());
    add("· trigger to barrier at the tracker", times.read() - triggered);
    add("· tracker to barrier at the aggregator", times.barrier() - times.read());
    add("· aggregator to checkpoint complete", completed - times.barrier());
    add("· complete to committer told", told - completed);
    add("· told to stamped (load, decide)", commit - told);
    add("· stamped to visible (manifests, metadata, catalog)", sighting.millis() - commit);
  }

  private void add(String step, long millis) {
    steps.computeIfAbsent(step, s -> new ArrayList<>()).add(millis);
  }

  /** Iceberg merges manifests when there are a hundred: a tail that comes by itself. */
  private static boolean merges(Sighting sighting) {
    String replaced = sighting.snapshot().summary().get("manifests-replaced");
    return replaced != null && !replaced.equals("0");
  }

  /** The number of the checkpoint that made the snapshot, as its side writes it down. */
  private static long checkpoint(Sighting sighting) {
    Map<String, String> summary = sighting.snapshot().summary();
    String flink = summary.get("flink.max-committed-checkpoint-id");
    return flink != null
        ? Long.parseLong(flink)
        : Tidemark.of(sighting.snapshot()).map(Tidemark::epoch).orElse(-1L);
  }
}
