package dev.tidemark.connector.sink;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.RunPlan;
import dev.tidemark.connector.RunRefusedException;
import dev.tidemark.connector.source.TopicGuard;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.Tidemark;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands completed epochs, oldest first. It returns when all of them are on the run's branch, waits
 * as long as catalog or storage are away, and fails the job for good when an epoch is refused. How
 * a commit is made, and why it cannot land twice, is {@link EpochCommitter}'s to say.
 */
final class EpochCommit implements Committer<EpochCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(EpochCommit.class);

  private final String run;
  private final Catalog catalog;
  private final EpochCommitter committer;
  private final TopicGuard guard;
  private final Map<Integer, PartitionSpec> specs;
  private final Map<Integer, PartitionSpec> quarantineSpecs;
  private final Clock clock = Clock.systemUTC();

  EpochCommit(
      RunPlan plan,
      Map<Integer, PartitionSpec> specs,
      Map<Integer, PartitionSpec> quarantineSpecs) {
    this.run = plan.run();
    this.specs = specs;
    this.quarantineSpecs = quarantineSpecs;
    this.catalog = plan.catalog().open();
    this.committer =
        EpochCommitter.open(catalog, TableSchemas.identifier(plan.definition()), run, clock);
    this.guard = new TopicGuard(plan.kafka());
  }

  @Override
  public void commit(Collection<CommitRequest<EpochCommittable>> requests)
      throws InterruptedException {
    long complete = clock.millis();
    List<CommitRequest<EpochCommittable>> oldestFirst = new ArrayList<>(requests);
    oldestFirst.sort(Comparator.comparingLong(r -> r.getCommittable().tidemark().epoch()));
    for (CommitRequest<EpochCommittable> request : oldestFirst) {
      land(request, complete);
    }
  }

  private void land(CommitRequest<EpochCommittable> request, long complete)
      throws InterruptedException {
    EpochCommittable committable = request.getCommittable();
    Tidemark tidemark = committable.tidemark();
    guard.requireSameTopics(tidemark);
    Tidemark stamped = tidemark.withTimes(tidemark.times().withCheckpointComplete(complete));
    CommitResult result = committer.commit(committable.toEpoch(stamped, specs, quarantineSpecs));
    if (result instanceof CommitResult.Refused refused) {
      throw new RunRefusedException(refused.sentence());
    }
    if (result instanceof CommitResult.AlreadyCommitted already) {
      LOG.info("Epoch {} of run {} was there: {}", tidemark.epoch(), run, already.snapshotId());
      request.signalAlreadyCommitted();
    }
    if (result instanceof CommitResult.Landed landed && landed.heldReason() != null) {
      LOG.error("The table is on hold now. {}", landed.heldReason());
    }
  }

  @Override
  public void close() throws IOException {
    guard.close();
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
