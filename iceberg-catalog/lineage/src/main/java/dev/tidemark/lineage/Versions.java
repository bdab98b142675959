package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** Snapshots as versions of a live table. */
final class Versions {
  private Versions() {}

  static Iterable<Version> of(TableMetadata table, long snapshotId) {
    Iterable<Snapshot> snapshots = Ancestry.of(table, snapshotId);
    return () -> {
      Iterator<Snapshot> walk = snapshots.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return walk.hasNext();
        }

        @Override
        public Version next() {
          return of(walk.next());
        }
      };
    };
  }

  static Version of(Snapshot snapshot) {
    long id = snapshot.snapshotId();
    @Nullable Long parent = snapshot.parentId();
    Instant at = Instant.ofEpochMilli(snapshot.timestampMillis());
    Optional<Tidemark> tidemark = Tidemark.fromSummary(Ancestry.summary(snapshot));
    if (tidemark.isPresent()) {
      return new Version.Stamped(id, parent, at, tidemark.get());
    }
    Optional<Marker> marker = Markers.of(snapshot);
    if (marker.isPresent()) {
      return new Version.Marked(id, parent, at, marker.get());
    }
    return new Version.Foreign(id, parent, at, snapshot.operation(), Ancestry.summary(snapshot));
  }
}
