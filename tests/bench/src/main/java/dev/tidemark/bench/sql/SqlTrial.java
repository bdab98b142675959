package dev.tidemark.bench.sql;

import dev.tidemark.bench.Spread;
import dev.tidemark.bench.freshness.Checkpoints.Completed;
import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Sided;
import dev.tidemark.bench.table.Sighting;
import java.time.Duration;
import java.util.List;

/**
 * What one side did with the loaded topics, from when its first task ran until the snapshot with
 * the last rows was visible. That snapshot has waited for its checkpoint, up to a second.
 *
 * @param recordsPerCpuSecond of the job's process; records are those of all topics read
 * @param recordsPerSecond over the same time
 * @param steadyPerSecond between the first snapshot and the last but one, by the share of all
 *     written rows that the snapshots in between hold; 0 if there are fewer than four
 * @param stateBytes in the last checkpoint
 * @param checkpointMillis median from trigger to complete
 * @param load the machine's load average right before
 */
public record SqlTrial(
    Side side,
    int pair,
    int snapshots,
    double recordsPerCpuSecond,
    double recordsPerSecond,
    double steadyPerSecond,
    long stateBytes,
    long checkpointMillis,
    long longestCheckpointMillis,
    double load)
    implements Sided {

  /** What was seen of a job. */
  record Course(Running begun, List<Sighting> sightings, List<Completed> checkpoints) {
    /** When and with how much CPU behind it the first task ran. */
    record Running(long nanos, Duration cpu) {}

    Sighting end() {
      return sightings.get(sightings.size() - 1);
    }
  }

  static SqlTrial of(Side side, int pair, double load, long records, Course course) {
    Sighting end = course.end();
    List<Completed> checkpoints =
        course.checkpoints().stream().filter(done -> done.at() <= end.millis()).toList();
    long[] durations = checkpoints.stream().mapToLong(Completed::millis).sorted().toArray();
    return new SqlTrial(
        side,
        pair,
        course.sightings().size(),
        records / seconds(end.cpu().minus(course.begun().cpu()).toNanos()),
        records / seconds(end.nanos() - course.begun().nanos()),
        steady(records, course.sightings()),
        checkpoints.get(checkpoints.size() - 1).bytes(),
        Spread.quantile(durations, 0.5),
        durations[durations.length - 1],
        load);
  }

  private static double steady(long records, List<Sighting> sightings) {
    int last = sightings.size() - 2;
    if (last < 2) {
      return 0;
    }
    double all = sightings.stream().mapToLong(Sighting::added).sum();
    double between = sightings.subList(1, last + 1).stream().mapToLong(Sighting::added).sum();
    long nanos = sightings.get(last).nanos() - sightings.get(0).nanos();
    return records * between / all / seconds(nanos);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
