package dev.tidemark.checkpoint;

/**
 * Where a run keeps its state between records. A checkpoint restores only into the store that wrote
 * it, so a run keeps its store for life.
 */
public enum StateStore {
  /**
   * On the heap, written whole at every checkpoint: the quickest while state is some tens of
   * megabytes, that is up to a few hundred thousand keys.
   */
  HEAP("hashmap", false),
  /**
   * RocksDB on local disk, written as differences: for state that does not fit the heap or is too
   * large to be written whole. Costs a file or more per task and checkpoint.
   */
  ROCKSDB("rocksdb", true);

  private final String backend;
  private final boolean incremental;

  StateStore(String backend, boolean incremental) {
    this.backend = backend;
    this.incremental = incremental;
  }

  String backend() {
    return backend;
  }

  boolean isIncremental() {
    return incremental;
  }
}
