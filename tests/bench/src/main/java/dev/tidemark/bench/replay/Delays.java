package dev.tidemark.bench.replay;

import dev.tidemark.bench.Spread;
import dev.tidemark.bench.table.Contents;
import dev.tidemark.bench.table.Sighting;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.iceberg.Table;

/** How long records took until they were seen, by when they were produced. */
final class Delays {
  private final long[] sorted;

  private Delays(long[] sorted) {
    this.sorted = sorted;
  }

  /** Of the records that were produced from one moment until before another. */
  static Delays of(Table table, List<Sighting> sightings, long from, long to) {
    LongStream.Builder delays = LongStream.builder();
    for (Sighting sighting : sightings) {
      if (sighting.millis() >= from) {
        Contents.eachAdded(
            table,
            sighting.snapshot(),
            "produced_at",
            at -> {
              long produced = ((OffsetDateTime) at).toInstant().toEpochMilli();
              if (from <= produced && produced < to) {
                delays.add(sighting.millis() - produced);
              }
            });
      }
    }
    return new Delays(delays.build().sorted().toArray());
  }

  int records() {
    return sorted.length;
  }

  long quantile(double share) {
    return Spread.quantile(sorted, share);
  }

  long max() {
    return sorted[sorted.length - 1];
  }
}
