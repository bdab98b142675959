package dev.tidemark.lineage;

import java.time.Instant;

/**
 * A place to fork a run from: a savepoint, and the version that holds exactly what the savepoint
 * has read.
 *
 * @param run the run whose state it is
 * @param checkpoint the savepoint's number among the checkpoints of that run
 * @param snapshotId the version, kept by a tag as long as the point is
 * @param taken when the savepoint was complete
 * @param savepoint where Flink finds it
 */
public record RecoveryPoint(
    String run, long checkpoint, long snapshotId, Instant taken, String savepoint) {

  String tag() {
    return Keys.POINT_TAG + run + "_" + checkpoint;
  }

  String key() {
    return key(run, checkpoint);
  }

  static String key(String run, long checkpoint) {
    return Keys.POINT + run + "." + checkpoint;
  }

  String value() {
    return "%d %d %s".formatted(taken.toEpochMilli(), snapshotId, savepoint);
  }

  /** The point that a table property tells of. */
  static RecoveryPoint of(String key, String value) {
    String name = key.substring(Keys.POINT.length());
    int dot = name.lastIndexOf('.');
    String[] parts = value.split(" ", 3);
    return new RecoveryPoint(
        name.substring(0, dot),
        Long.parseLong(name.substring(dot + 1)),
        Long.parseLong(parts[1]),
        Instant.ofEpochMilli(Long.parseLong(parts[0])),
        parts[2]);
  }
}
