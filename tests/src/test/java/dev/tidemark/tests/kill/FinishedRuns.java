package dev.tidemark.tests.kill;

import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.tests.events.Shop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.catalog.Catalog;

/** A table with runs whose jobs have ended: what commands move is its catalog entry only. */
final class FinishedRuns {
  private final Catalog catalog;
  private final LiveTable table;
  private final String topicId;

  FinishedRuns(Catalog catalog, String namespace, String topicId) {
    TableDefinition definition =
        Definitions.builtIn("order_lines")
            .elsewhere(new TableName(namespace, "order_lines"), topic -> topic);
    this.catalog = catalog;
    this.table = LiveTable.create(catalog, definition);
    this.topicId = topicId;
  }

  LiveTable table() {
    return table;
  }

  /** Starts a run and has it commit so many epochs of ten events each; the version of the first. */
  long run(String run, boolean asLead, int epochs) throws InterruptedException {
    table.startRun(run, asLead);
    var committer = EpochCommitter.open(catalog, table.name(), run, Clock.systemUTC());
    long first = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      var landed = (CommitResult.Landed) committer.commit(epoch(run, epoch));
      first = epoch == 1 ? landed.snapshotId() : first;
    }
    return first;
  }

  private Epoch epoch(String run, int number) {
    var progress = PartitionProgress.unmoved(0, 10L * number);
    var tidemark =
        new Tidemark(
            run,
            "a1",
            run + "-" + number,
            number == 1 ? null : run + "-" + (number - 1),
            number,
            "cluster-1",
            List.of(new TopicProgress(Shop.ORDER_LINES, topicId, List.of(progress))),
            List.of(),
            "0123456789abcdef",
            "test",
            List.of(1),
            null,
            Duration.ZERO,
            Times.UNKNOWN,
            null);
    return new Epoch(tidemark, List.of(), List.of(), List.of(), List.of(), List.of(), null);
  }
}
