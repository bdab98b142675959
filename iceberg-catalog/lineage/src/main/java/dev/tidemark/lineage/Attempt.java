package dev.tidemark.lineage;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a table for one attempt at one commit, built on one version of its metadata;
 * and for those after it, as long as each only lost its race.
 *
 * <p>Iceberg's transactions and snapshot updates retry by themselves: they refresh, apply the same
 * changes to the newer metadata and try again. A decision taken on the older metadata (does this
 * run lead? is {@code main} where it should be?) would ride along, stale. Here {@code refresh}
 * gives the metadata that the decision was taken on, and a lost race is {@link LostRaceException},
 * which Iceberg does not retry; so whatever is sent was decided on exactly the metadata it is
 * compared with. That holds for a single update as for a transaction, and for what {@link
 * Step.Finish} adds to it: both end in {@link #commit}, where everything still rests on {@code
 * base}. The catalog gets all of it as one request, because metadata built from changed metadata
 * keeps the changes, and compares every ref among them.
 *
 * <p>No failure of a sent commit is a {@code CleanableFailure}: Iceberg then leaves the manifests
 * of the attempt in place. A refusal is not proof that nothing landed, because HTTP clients and
 * gateways may send a request twice and hand out the answer to the second one. What an attempt that
 * failed leaves behind are a manifest and a manifest list that nothing refers to.
 *
 * <p>After a lost race {@link #begin} puts the newer metadata underneath, and the same Iceberg
 * update may be committed again: it keeps its manifests and what it merged, so an attempt that took
 * long to merge is not followed by another one that does. That is what Iceberg's own retry does as
 * well; the difference is the decision in between. Without it, two runs at short intervals starve
 * each other once their branches have manifests to merge.
 *
 * <p>Once it has landed, the table is what was sent, as far as this attempt's own snapshot goes;
 * Iceberg asks for no more when it cleans up behind itself. So nothing is read again for that.
 */
final class Attempt implements TableOperations {

  /** Another commit came first. */
  static final class LostRaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostRaceException(CommitFailedException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** The catalog said no for another reason, which may have been the answer to a second sending. */
  static final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RuntimeException reason;

    RejectedException(RuntimeException reason) {
      super(reason.getMessage(), reason);
      this.reason = reason;
    }

    RuntimeException reason() {
      return reason;
    }
  }

  /** The attempt was given up before anything was sent. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(Exception reason) {
      super(reason.getMessage(), reason);
    }

    /** Throws the reason. */
    void rethrow() throws InterruptedException {
      if (getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw (RuntimeException) getCause();
    }
  }

  private final TableOperations ops;
  private final FileIO io;
  private final Table table;
  private TableMetadata base;
  private Step.Finish finish = Step.Finish.NOTHING;
  private @Nullable TableMetadata sent;
  private boolean landed;

  /**
   * @param io the storage of {@code ops}, or a memory of it
   */
  Attempt(TableOperations ops, FileIO io, TableIdentifier name, TableMetadata base) {
    this.ops = ops;
    this.io = io;
    this.base = base;
    this.table = new BaseTable(this, name.toString());
  }

  /** Starts over from other metadata, with nothing sent. */
  void begin(TableMetadata from, Step.Finish andFinish) {
    base = from;
    finish = andFinish;
    sent = null;
    landed = false;
  }

  /** The table to update: the same one for every attempt made with this. */
  Table table() {
    return table;
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
    return landed ? sent() : base;
  }

  @Override
  public TableMetadata refresh() {
    return current();
  }

  @Override
  public void commit(@Nullable TableMetadata expected, TableMetadata metadata) {
    TableMetadata finished = finish(metadata);
    sent = finished;
    try {
      ops.commit(expected, finished);
    } catch (CommitFailedException lost) {
      throw new LostRaceException(lost);
    } catch (RuntimeException failed) {
      throw failed instanceof CleanableFailure ? new RejectedException(failed) : failed;
    }
    landed = true;
  }

  private TableMetadata finish(TableMetadata changed) {
    try {
      return finish.on(changed);
    } catch (InterruptedException | RuntimeException reason) {
      throw new StoppedException(reason);
    }
  }

  @Override
  public FileIO io() {
    return io;
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
