package dev.tidemark.lineage;

import java.time.Instant;

/**
 * A savepoint that belongs to no recovery point, and is to be deleted: its point was forgotten, or
 * never came about because whoever took it was killed.
 *
 * @param run the run whose state it is
 * @param checkpoint the savepoint's number among the checkpoints of that run
 * @param since when it was complete; the epoch (1970) if its point was forgotten
 * @param savepoint where Flink finds it
 */
public record LeftSavepoint(String run, long checkpoint, Instant since, String savepoint) {

  /** The savepoint of a point that is forgotten. */
  static LeftSavepoint of(RecoveryPoint point) {
    return new LeftSavepoint(point.run(), point.checkpoint(), Instant.EPOCH, point.savepoint());
  }

  String key() {
    return key(run, checkpoint);
  }

  static String key(String run, long checkpoint) {
    return Keys.LEFT_SAVEPOINT + run + "." + checkpoint;
  }

  String value() {
    return "%d %s".formatted(since.toEpochMilli(), savepoint);
  }

  /** The savepoint that a table property tells of. */
  static LeftSavepoint of(String key, String value) {
    String name = key.substring(Keys.LEFT_SAVEPOINT.length());
    int dot = name.lastIndexOf('.');
    String[] parts = value.split(" ", 2);
    return new LeftSavepoint(
        name.substring(0, dot),
        Long.parseLong(name.substring(dot + 1)),
        Instant.ofEpochMilli(Long.parseLong(parts[0])),
        parts[1]);
  }
}
