package dev.tidemark.bench.replay;

import dev.tidemark.bench.table.Sighting;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the oldest record of one epoch of the live table spent its time, in milliseconds: each step
 * from the end of the one before, by the {@link Times} of the epoch's tidemark. The clocks are one
 * machine's.
 *
 * @param epoch its number
 * @param toBarrier from the record's timestamp until the checkpoint's barrier passed the tracker
 * @param toComplete until the committer heard that the checkpoint is complete
 * @param toCommit until the attempt that landed was built
 * @param toSnapshot until the snapshot's own timestamp, which Iceberg takes when manifests and
 *     their list are written and the table's metadata file is not
 * @param toSeen until a reader saw it
 */
public record EpochSteps(
    long epoch, long toBarrier, long toComplete, long toCommit, long toSnapshot, long toSeen) {

  /** From the record's timestamp until it was seen. */
  public long delay() {
    return toBarrier + toComplete + toCommit + toSnapshot + toSeen;
  }

  /** The slowest of these, at most so many, slowest first. */
  static List<EpochSteps> slowest(int most, Stream<Sighting> sightings) {
    return sightings
        .flatMap(sighting -> of(sighting).stream())
        .sorted(Comparator.comparingLong(EpochSteps::delay).reversed())
        .limit(most)
        .toList();
  }

  private static Optional<EpochSteps> of(Sighting sighting) {
    Tidemark mark = Tidemark.of(sighting.snapshot()).orElseThrow();
    Times times = mark.times();
    if (times.firstRecord() == null
        || times.barrier() == null
        || times.checkpointComplete() == null
        || times.commit() == null) {
      return Optional.empty();
    }
    long at = sighting.snapshot().timestampMillis();
    return Optional.of(
        new EpochSteps(
            mark.epoch(),
            times.barrier() - times.firstRecord(),
            times.checkpointComplete() - times.barrier(),
            times.commit() - times.checkpointComplete(),
            at - times.commit(),
            sighting.millis() - at));
  }
}
