package dev.tidemark.lineage;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/** Writes and reads markers: empty snapshots with {@code tidemark.marker.*} in their summary. */
final class Markers {
  private static final List<String> KEYS =
      List.of(
          Keys.MARKER,
          Keys.MARKER_ID,
          Keys.MARKER_BY,
          Keys.MARKER_AT,
          Keys.MARKER_REASON,
          Keys.MARKER_FROM,
          Keys.MARKER_TO);

  private Markers() {}

  /** Puts a marker on top of a branch. */
  static void append(Transaction transaction, String branch, Marker marker) {
    AppendFiles empty = transaction.newFastAppend().toBranch(branch);
    stamp(marker).forEach(empty::set);
    empty.commit();
  }

  /**
   * Has the table's properties say what the last move of {@code main} was, under the keys of its
   * marker. The marker itself is expired some time after a promote, under the epochs of the new
   * lead.
   */
  static void note(UpdateProperties properties, Marker marker) {
    Map<String, String> stamp = stamp(marker);
    for (String key : KEYS) {
      if (stamp.containsKey(key)) {
        properties.set(key, stamp.get(key));
      } else {
        properties.remove(key);
      }
    }
  }

  /** The last move of {@code main}; empty if that was before moves were noted. */
  static Optional<Marker> noted(TableMetadata table) {
    return read(table.properties(), "the table's properties");
  }

  private static Map<String, String> stamp(Marker marker) {
    Map<String, String> stamp = new LinkedHashMap<>();
    stamp.put(Keys.MARKER, marker.kind().text());
    stamp.put(Keys.MARKER_ID, marker.id());
    stamp.put(Keys.MARKER_BY, marker.by());
    stamp.put(Keys.MARKER_AT, String.valueOf(marker.at().toEpochMilli()));
    stamp.put(Keys.MARKER_REASON, marker.reason());
    put(stamp, Keys.MARKER_FROM, marker.from());
    put(stamp, Keys.MARKER_TO, marker.to());
    return stamp;
  }

  /** Whether it is a marker and nothing else; what stands for an epoch may repeat one. */
  static boolean isMove(Snapshot snapshot) {
    return Ancestry.summary(snapshot).containsKey(Keys.MARKER) && !Ancestry.isEpoch(snapshot);
  }

  static Optional<Marker> of(Snapshot snapshot) {
    return read(Ancestry.summary(snapshot), "snapshot " + snapshot.snapshotId());
  }

  private static Optional<Marker> read(Map<String, String> summary, String of) {
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
          "Marker of %s is of kind \"%s\" at \"%s\", which this program cannot read; use a newer tidemark."
              .formatted(of, kind, summary.get(Keys.MARKER_AT)),
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

  private static void put(Map<String, String> stamp, String key, @Nullable String value) {
    if (value != null) {
      stamp.put(key, value);
    }
  }
}
