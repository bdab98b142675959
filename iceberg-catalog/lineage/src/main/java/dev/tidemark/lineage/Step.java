package dev.tidemark.lineage;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;

/** What to do with a table, decided on one version of its metadata. */
sealed interface Step<R> {

  /** Decides on one version of a table's metadata. What it throws ends the loop. */
  @FunctionalInterface
  interface Decision<R> {
    Step<R> on(TableMetadata table) throws InterruptedException;
  }

  /**
   * Gets a change that is ready to be sent, last of all. What it gives is sent; what it throws ends
   * the loop, with nothing sent.
   */
  @FunctionalInterface
  interface Finish {
    Finish NOTHING = changed -> changed;

    TableMetadata on(TableMetadata changed) throws InterruptedException;
  }

  /** Nothing is left to do. */
  record Done<R>(R result) implements Step<R> {}

  /**
   * One commit.
   *
   * @param update makes and commits one update of the table: one snapshot is visible soonest so; or
   *     one transaction
   * @param landed the result, from the metadata that was committed
   */
  record Change<R>(Consumer<Table> update, Finish finish, Function<TableMetadata, R> landed)
      implements Step<R> {

    /** Several updates in one commit. */
    static <R> Change<R> of(Consumer<Transaction> updates, Function<TableMetadata, R> landed) {
      return new Change<>(inOne(updates), Finish.NOTHING, landed);
    }

    /** Several updates as one. */
    static Consumer<Table> inOne(Consumer<Transaction> updates) {
      return table -> {
        Transaction transaction = table.newTransaction();
        updates.accept(transaction);
        transaction.commitTransaction();
      };
    }
  }
}
