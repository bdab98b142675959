package dev.tidemark.erase;

/**
 * What was taken from a branch, or from the quarantine.
 *
 * @param rows rows that readers saw
 * @param files data files that held the person, in which none, one or another is now
 * @param deletes files of deletes that named the person
 */
public record Removed(long rows, int files, int deletes) {
  static final Removed NOTHING = new Removed(0, 0, 0);

  /** Both together. */
  public Removed and(Removed other) {
    return new Removed(rows + other.rows, files + other.files, deletes + other.deletes);
  }
}
