package dev.tidemark.erase;

import dev.tidemark.lineage.EpochCleaner;
import dev.tidemark.lineage.ErasedKeys;
import dev.tidemark.maintenance.BranchRewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;

/**
 * Takes erased persons out of epochs before they land. It reads the key's columns of every file of
 * an epoch, once the table's ledger has an entry; files with a match are written anew.
 *
 * <p>Position deletes of an epoch name rows of its own files; a file that is written anew has none
 * of those rows, and the deletes then name a file that no table has, which is no harm. Deletes by
 * key work on older epochs only, where no row of the person is left once the erasure is done.
 */
public final class CleanEpochs implements EpochCleaner {
  /** An epoch's files are no larger than the writers' target. */
  private static final long LARGEST = Long.MAX_VALUE;

  @Override
  public Files clean(Table table, Files files, ErasedKeys erased, boolean isQuarantine) {
    Unwanted unwanted =
        isQuarantine
            ? new UnwantedRecords(erased)
            : new UnwantedRows(erased, Expressions.alwaysTrue());
    Search search = new Search(table, unwanted);
    Predicate<Record> test = unwanted.in(table.schema());
    List<DataFile> data = new ArrayList<>();
    for (DataFile file : files.data()) {
      if (search.isIn(file)) {
        data.addAll(rewrite(table, task(table, file, files.deletes()), test));
      } else {
        data.add(file);
      }
    }
    List<DeleteFile> deletes = new ArrayList<>();
    for (DeleteFile file : files.deletes()) {
      if (search.isIn(file)) {
        DeletesLeft.write(table, file, unwanted).ifPresent(deletes::add);
      } else {
        deletes.add(file);
      }
    }
    return new Files(data, deletes);
  }

  private static List<DataFile> rewrite(
      Table table, FileScanTask task, Predicate<Record> unwanted) {
    var place = new BranchRewrite.Place(task.file().specId(), task.file().partition());
    return List.copyOf(
        BranchRewrite.write(table, place, List.of(task), LARGEST, unwanted.negate()).files());
  }

  private static FileScanTask task(Table table, DataFile file, List<DeleteFile> deletes) {
    PartitionSpec spec = table.specs().get(file.specId());
    return new BaseFileScanTask(
        file,
        deletes.stream()
            .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
            .toArray(DeleteFile[]::new),
        SchemaParser.toJson(table.schema()),
        PartitionSpecParser.toJson(spec),
        ResidualEvaluator.of(spec, Expressions.alwaysTrue(), true));
  }
}
