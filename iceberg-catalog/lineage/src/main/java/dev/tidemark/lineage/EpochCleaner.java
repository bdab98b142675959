package dev.tidemark.lineage;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;

/**
 * Takes the rows of erased persons out of files that have not landed yet. Reading and writing files
 * is not this package's business.
 */
public interface EpochCleaner {

  /** Files of one epoch for one table. */
  record Files(List<DataFile> data, List<DeleteFile> deletes) {
    public Files {
      data = List.copyOf(data);
      deletes = List.copyOf(deletes);
    }
  }

  /**
   * The same rows but those of erased persons; files without any are handed back as they are.
   *
   * @param isQuarantine whether the table holds records in place of rows
   */
  Files clean(Table table, Files files, ErasedKeys erased, boolean isQuarantine);

  /** Of a program that cannot: its epochs are refused once somebody was erased. */
  EpochCleaner NONE =
      (table, files, erased, isQuarantine) -> {
        throw new UnsupportedOperationException(
            "the table has erased persons, and this program cannot leave them out; use one that can");
      };
}
