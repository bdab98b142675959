package dev.tidemark.lineage;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a table for one attempt at one commit, built on one version of its metadata.
 *
 * <p>Iceberg's transactions and snapshot updates retry by themselves: they refresh, apply the same
 * changes to the newer metadata and try again. A decision taken on the older metadata (does this
 * run lead? is {@code main} where it should be?) would ride along, stale. Here {@code refresh}
 * gives the metadata that the decision was taken on, and a lost race is {@link LostRaceException},
 * which Iceberg does not retry; so whatever is sent was decided on exactly the metadata it is
 * compared with.
 *
 * <p>{@link LostRaceException} is no {@code CleanableFailure} either: Iceberg then leaves the
 * manifests of the attempt in place. A refusal is not proof that nothing landed, because HTTP
 * clients and gateways may send a request twice and hand out the answer to the second one. What a
 * lost race leaves behind are a manifest and a manifest list that nothing refers to.
 */
final class OneAttempt implements TableOperations {

  /** Another commit came first. */
  static final class LostRaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostRaceException(CommitFailedException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final TableOperations ops;
  private final TableMetadata base;
  private @Nullable TableMetadata sent;
  private boolean landed;

  OneAttempt(TableOperations ops, TableMetadata base) {
    this.ops = ops;
    this.base = base;
  }

  /** True once anything may have reached the catalog. */
  boolean wasSent() {
    return sent != null;
  }

  /** What the catalog was asked to make of the table. */
  TableMetadata sent() {
    if (sent == null) {
      throw new IllegalStateException("The attempt changed nothing; give it a change to commit.");
    }
    return sent;
  }

  @Override
  public TableMetadata current() {
    return landed ? ops.current() : base;
  }

  @Override
  public TableMetadata refresh() {
    return current();
  }

  @Override
  public void commit(@Nullable TableMetadata expected, TableMetadata metadata) {
    sent = metadata;
    try {
      ops.commit(expected, metadata);
    } catch (CommitFailedException lost) {
      throw new LostRaceException(lost);
    }
    landed = true;
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

  @Override
  public boolean requireStrictCleanup() {
    return true;
  }
}
