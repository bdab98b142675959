package dev.tidemark.compare.rows;

import org.apache.iceberg.Table;

/** A reader that can keep few deletes. */
public final class LittleMemory {
  private LittleMemory() {}

  /**
   * @param deletes how many it can keep
   */
  public static VersionRows of(Table table, long snapshotId, long deletes) {
    return new VersionRows(table, snapshotId, row -> true, deletes);
  }
}
