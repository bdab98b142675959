package dev.tidemark.erase;

import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table whose {@code main} is one of its branches, for updates of Iceberg's that know no other
 * branch. What is committed goes to that branch, and {@code main} stays where it is; it is compared
 * with the metadata that was loaded here, once: a refusal is no {@link CleanableFailure}, so
 * Iceberg neither tries again nor cleans up, since it may be the answer to a second sending of what
 * has landed.
 */
final class BranchAsMain implements TableOperations {
  /** Others were first, or this was sent twice. */
  static final class RefusedUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedUpdateException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final TableOperations ops;
  private final String branch;
  private final TableMetadata base;
  private TableMetadata shown;

  BranchAsMain(Table table, String branch) {
    this.ops = ((HasTableOperations) table).operations();
    this.branch = branch;
    this.base = ops.refresh();
    this.shown = shown(base);
  }

  private TableMetadata shown(TableMetadata metadata) {
    long head = metadata.ref(branch).snapshotId();
    return head == metadata.ref(SnapshotRef.MAIN_BRANCH).snapshotId()
        ? metadata
        : TableMetadata.buildFrom(metadata)
            .setBranchSnapshot(head, SnapshotRef.MAIN_BRANCH)
            .discardChanges()
            .build();
  }

  @Override
  public TableMetadata current() {
    return shown;
  }

  @Override
  public TableMetadata refresh() {
    return shown;
  }

  @Override
  public void commit(TableMetadata expected, TableMetadata changed) {
    TableMetadata moved =
        TableMetadata.buildFrom(base).setBranchSnapshot(changed.currentSnapshot(), branch).build();
    try {
      ops.commit(base, moved);
    } catch (RuntimeException failed) {
      throw failed instanceof CleanableFailure ? new RefusedUpdateException(failed) : failed;
    }
    shown = shown(moved);
  }

  @Override
  public boolean requireStrictCleanup() {
    return true;
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
  public String metadataFileLocation(String fileName) {
    return ops.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(base.location(), base.properties());
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return ops.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return ops.newSnapshotId();
  }
}
