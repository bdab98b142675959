package dev.tidemark.bench.commit;

import dev.tidemark.bench.table.Stamps;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/** Commits epochs of a leading run, each stamped with as many partitions as the benchmark has. */
final class TidemarkHistory implements History {
  private static final String RUN = "r1";
  private static final long RECORDS = 10_000;

  private final int length;
  private final TimedCatalog catalog;
  private final EpochCommitter committer;
  private @Nullable String parent;
  private long epoch;

  TidemarkHistory(Catalog catalog, int length) {
    this.length = length;
    TableIdentifier name =
        TableIdentifier.of(Namespace.of("bench"), "stamped_" + System.nanoTime());
    LiveTable.create(
            catalog,
            name,
            SCHEMA,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of("format-version", "2", "write.metadata.delete-after-commit.enabled", "true"))
        .startRun(RUN, true);
    this.catalog = new TimedCatalog(catalog);
    this.committer = EpochCommitter.open(this.catalog, name, RUN, Clock.systemUTC());
  }

  @Override
  public String name() {
    return "EpochCommitter";
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long visible() {
    return catalog.visible();
  }

  @Override
  public void commit() throws InterruptedException {
    Tidemark tidemark = Stamps.epoch(RUN, parent, ++epoch, RECORDS);
    Epoch stamped =
        new Epoch(
            tidemark,
            List.of(History.file(RECORDS / 2), History.file(RECORDS / 2)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null);
    CommitResult result = committer.commit(stamped);
    if (!(result instanceof CommitResult.Landed landed) || !landed.movedMain()) {
      throw new IllegalStateException(
          "Epoch %d did not land on main but ended as %s. Find out why before believing any number."
              .formatted(epoch, result));
    }
    parent = tidemark.id();
    catalog.readAhead();
  }
}
