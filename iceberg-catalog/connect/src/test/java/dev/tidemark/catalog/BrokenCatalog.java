package dev.tidemark.catalog;

import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/** A good catalog with one thing broken. */
final class BrokenCatalog extends InMemoryCatalog {

  /** What is broken. The defaults are sound. */
  interface Fault {
    /** What a client reads. */
    default TableMetadata read(TableMetadata stored) {
      return stored;
    }

    /** What becomes of a commit. */
    default void commit(
        TableOperations store, @Nullable TableMetadata base, TableMetadata metadata) {
      store.commit(base, metadata);
    }
  }

  private final Fault fault;

  BrokenCatalog(Fault fault) {
    this.fault = fault;
    initialize("broken", Map.of());
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier name) {
    return new BrokenOperations(super.newTableOps(name));
  }

  private final class BrokenOperations implements TableOperations {
    private final TableOperations store;
    private @Nullable TableMetadata stored;
    private @Nullable TableMetadata shown;

    BrokenOperations(TableOperations store) {
      this.store = store;
    }

    @Override
    public @Nullable TableMetadata current() {
      return show(store.current());
    }

    @Override
    public @Nullable TableMetadata refresh() {
      return show(store.refresh());
    }

    /** The same object for the same version: Iceberg compares versions by identity. */
    private @Nullable TableMetadata show(@Nullable TableMetadata now) {
      if (now != stored) {
        stored = now;
        shown = now == null ? null : fault.read(now);
      }
      return shown;
    }

    @Override
    public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
      fault.commit(store, base == shown ? stored : base, metadata);
    }

    @Override
    public FileIO io() {
      return store.io();
    }

    @Override
    public EncryptionManager encryption() {
      return store.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return store.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return store.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
      return store.temp(uncommitted);
    }
  }
}
