package dev.tidemark.lineage;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;

/** What to do with a table, decided on one version of its metadata. */
sealed interface Step<R> {

  /** Decides on one version of a table's metadata. What it throws ends the loop. */
  @FunctionalInterface
  interface Decision<R> {
    Step<R> on(TableMetadata table) throws InterruptedException;
  }

  /** Nothing is left to do. */
  record Done<R>(R result) implements Step<R> {}

  /**
   * One commit.
   *
   * @param changes fills the transaction
   * @param landed the result, from the metadata that was committed
   */
  record Change<R>(Consumer<Transaction> changes, Function<TableMetadata, R> landed)
      implements Step<R> {}
}
