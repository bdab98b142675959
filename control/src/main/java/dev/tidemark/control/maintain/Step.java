package dev.tidemark.control.maintain;

/** What maintenance does, in the order in which it is done. */
enum Step {
  /**
   * Rewrites small files and settled deletes. First: what it replaces is then forgotten in time.
   */
  compact,
  /** Forgets old versions. */
  expire,
  /** Removes files that nothing refers to. */
  orphans
}
