package dev.tidemark.maintenance;

/**
 * What compaction did, or would do.
 *
 * @param groups groups of files that were rewritten
 * @param filesBefore data files that were replaced
 * @param filesAfter data files in their place
 * @param rows rows in these
 * @param bytesBefore size of the files that were replaced
 * @param deletes delete files that apply to nothing any more and were removed
 * @param skipped groups that others changed meanwhile; they are left for the next time
 */
public record Compacted(
    int groups,
    int filesBefore,
    int filesAfter,
    long rows,
    long bytesBefore,
    int deletes,
    int skipped) {
  static final Compacted NOTHING = new Compacted(0, 0, 0, 0, 0, 0, 0);
  static final Compacted SKIPPED = new Compacted(0, 0, 0, 0, 0, 0, 1);

  /** Both together. */
  public Compacted and(Compacted other) {
    return new Compacted(
        groups + other.groups,
        filesBefore + other.filesBefore,
        filesAfter + other.filesAfter,
        rows + other.rows,
        bytesBefore + other.bytesBefore,
        deletes + other.deletes,
        skipped + other.skipped);
  }
}
