package dev.tidemark.compare.rows;

/** Told how far a reading is. */
@FunctionalInterface
public interface ReadRows {
  /** So many more rows of files have been gone through. */
  void more(long rows);
}
