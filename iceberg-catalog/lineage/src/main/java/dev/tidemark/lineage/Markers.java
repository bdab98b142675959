package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

/** Writes and reads markers: empty snapshots with {@code tidemark.marker.*} in their summary. */
final class Markers {
  private Markers() {}

  /** Puts a marker on top of a branch. */
  static void append(Transaction transaction, String branch, Marker marker) {
    AppendFiles empty = transaction.newFastAppend().toBranch(branch);
    set(empty, Keys.MARKER, marker.kind().text());
    set(empty, Keys.MARKER_ID, marker.id());
    set(empty, Keys.MARKER_BY, marker.by());
    set(empty, Keys.MARKER_AT, String.valueOf(marker.at().toEpochMilli()));
    set(empty, Keys.MARKER_REASON, marker.reason());
    set(empty, Keys.MARKER_FROM, marker.from());
    set(empty, Keys.MARKER_TO, marker.to());
    empty.commit();
  }

  static Optional<Marker> of(Snapshot snapshot) {
    Map<String, String> summary = Ancestry.summary(snapshot);
    String kind = summary.get(Keys.MARKER);
    if (kind == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Marker(
              Marker.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
              summary.getOrDefault(Keys.MARKER_ID, ""),
              summary.getOrDefault(Keys.MARKER_BY, ""),
              Instant.ofEpochMilli(
                  TextVectors.number(Keys.MARKER_AT, summary.getOrDefault(Keys.MARKER_AT, "0"))),
              summary.getOrDefault(Keys.MARKER_REASON, ""),
              summary.get(Keys.MARKER_FROM),
              summary.get(Keys.MARKER_TO)));
    } catch (IllegalArgumentException unknown) {
      throw new TidemarkFormatException(
          "Marker of snapshot %d is of kind \"%s\" at \"%s\", which this program cannot read; use a newer tidemark."
              .formatted(snapshot.snapshotId(), kind, summary.get(Keys.MARKER_AT)),
          unknown);
    }
  }

  /** The newest marker at or below a snapshot; every live table has one, the root. */
  static Optional<Marker> newest(TableMetadata table, long snapshotId) {
    for (Snapshot snapshot : Ancestry.of(table, snapshotId)) {
      Optional<Marker> marker = of(snapshot);
      if (marker.isPresent()) {
        return marker;
      }
    }
    return Optional.empty();
  }

  /** The marker with an id, if it is at or below a snapshot. */
  static Optional<Marker> find(TableMetadata table, long snapshotId, String id) {
    for (Snapshot snapshot : Ancestry.of(table, snapshotId)) {
      if (id.equals(Ancestry.summary(snapshot).get(Keys.MARKER_ID))) {
        return of(snapshot);
      }
    }
    return Optional.empty();
  }

  private static void set(AppendFiles update, String key, @Nullable String value) {
    if (value != null) {
      update.set(key, value);
    }
  }
}
