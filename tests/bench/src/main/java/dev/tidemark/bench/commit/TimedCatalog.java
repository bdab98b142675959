package dev.tidemark.bench.commit;

import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * A catalog that notes when it took a commit: from then on readers see it, while the committer may
 * still be tidying up.
 */
final class TimedCatalog implements Catalog {
  private final Catalog catalog;
  private long visible;
  private @Nullable TableOperations committed;

  TimedCatalog(Catalog catalog) {
    this.catalog = catalog;
  }

  /** {@link System#nanoTime} of the newest commit. */
  long visible() {
    return visible;
  }

  /**
   * What {@code EpochCommitter.readAhead} does behind a landed epoch; it leaves operations that it
   * does not know, like these, alone.
   */
  void readAhead() {
    if (committed != null) {
      committed.refresh();
    }
  }

  @Override
  public Table loadTable(TableIdentifier name) {
    Table table = catalog.loadTable(name);
    return new BaseTable(
        new Operations(((HasTableOperations) table).operations()), name.toString());
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return catalog.listTables(namespace);
  }

  @Override
  public boolean dropTable(TableIdentifier name, boolean purge) {
    return catalog.dropTable(name, purge);
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    catalog.renameTable(from, to);
  }

  private final class Operations implements TableOperations {
    private final TableOperations ops;

    Operations(TableOperations ops) {
      this.ops = ops;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      ops.commit(base, metadata);
      visible = System.nanoTime();
      committed = ops;
    }

    @Override
    public TableMetadata current() {
      return ops.current();
    }

    @Override
    public TableMetadata refresh() {
      return ops.refresh();
    }

    @Override
    public FileIO io() {
      return ops.io();
    }

    @Override
    public EncryptionManager encryption() {
      return ops.encryption();
    }

    @Override
    public String metadataFileLocation(String file) {
      return ops.metadataFileLocation(file);
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(current().location(), current().properties());
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
      return ops.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
      return ops.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
      return ops.requireStrictCleanup();
    }
  }
}
