package dev.tidemark.bench.throughput;

import dev.tidemark.bench.job.Side;
import dev.tidemark.bench.job.Sided;
import dev.tidemark.bench.table.Sighting;
import java.util.List;

/**
 * What one job did with the loaded topic.
 *
 * <p>The rate counts from the first snapshot to the last but one: start-up is in neither, and the
 * last snapshot holds what was left when the topic ended and then waited for its checkpoint, doing
 * nothing.
 *
 * @param recordsPerSecond between the first snapshot and the last but one
 * @param toTheEndPerSecond between the first snapshot and the last
 * @param cpuSecondsPerMillion CPU time of the job's process per million records, from the first
 *     snapshot to the last
 * @param load the machine's load average right before
 */
public record ThroughputTrial(
    Side side,
    int pair,
    int snapshots,
    double recordsPerSecond,
    double toTheEndPerSecond,
    double cpuSecondsPerMillion,
    double load)
    implements Sided {

  static ThroughputTrial of(Side side, int pair, List<Sighting> sightings, double load) {
    int last = sightings.size() - 1;
    if (last < 2) {
      throw new IllegalStateException(
          "Only %d snapshots hold all the records. Load more records, at least for three seconds."
              .formatted(sightings.size()));
    }
    Sighting first = sightings.get(0);
    Sighting end = sightings.get(last);
    double cpu = (end.cpu().toNanos() - first.cpu().toNanos()) / 1e9;
    return new ThroughputTrial(
        side,
        pair,
        sightings.size(),
        rate(sightings, last - 1),
        rate(sightings, last),
        cpu / added(sightings, last) * 1e6,
        load);
  }

  private static double rate(List<Sighting> sightings, int to) {
    double seconds = (sightings.get(to).nanos() - sightings.get(0).nanos()) / 1e9;
    return added(sightings, to) / seconds;
  }

  /** Records of the snapshots after the first. */
  private static double added(List<Sighting> sightings, int to) {
    return sightings.subList(1, to + 1).stream().mapToLong(Sighting::added).sum();
  }
}
