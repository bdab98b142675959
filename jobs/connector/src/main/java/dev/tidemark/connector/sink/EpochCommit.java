package dev.tidemark.connector.sink;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.connector.source.TopicGuard;
import dev.tidemark.erase.CleanEpochs;
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
import org.apache.flink.metrics.MetricGroup;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands completed epochs, oldest first. It returns when all of them are on the run's branch, waits
 * as long as catalog or storage are away, and fails the job for good when an epoch is refused. How
 * a commit is made, and why it cannot land twice, is {@link EpochCommitter}'s to say.
 *
 * <p>Flink runs as many of these as there are writers, and only the first gets epochs; so nothing
 * is opened before there is something to commit. After a rescale another one may hold epochs of the
 * restored checkpoint. It lands them before its task runs, and no later checkpoint starts until all
 * tasks run: epochs still land one after the other. Were it otherwise, the chain would refuse.
 */
final class EpochCommit implements Committer<EpochCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(EpochCommit.class);

  private final RunPlan plan;
  private final Map<Integer, PartitionSpec> specs;
  private final Map<Integer, PartitionSpec> quarantineSpecs;
  private final Clock clock = Clock.systemUTC();
  private final CommitMetrics metrics;
  private @Nullable Session session;

  EpochCommit(
      RunPlan plan,
      Map<Integer, PartitionSpec> specs,
      Map<Integer, PartitionSpec> quarantineSpecs,
      MetricGroup metrics) {
    this.metrics = new CommitMetrics(metrics);
    this.plan = plan;
    this.specs = specs;
    this.quarantineSpecs = quarantineSpecs;
  }

  @Override
  public void commit(Collection<CommitRequest<EpochCommittable>> requests)
      throws InterruptedException {
    long complete = clock.millis();
    if (session == null) {
      session = new Session(plan, clock);
    }
    List<CommitRequest<EpochCommittable>> oldestFirst = new ArrayList<>(requests);
    oldestFirst.sort(Comparator.comparingLong(r -> r.getCommittable().tidemark().epoch()));
    for (CommitRequest<EpochCommittable> request : oldestFirst) {
      land(session, request, complete);
    }
    session.committer.readAhead();
  }

  private void land(Session session, CommitRequest<EpochCommittable> request, long complete)
      throws InterruptedException {
    EpochCommittable committable = request.getCommittable();
    Tidemark tidemark = committable.tidemark();
    TopicGuard.Asked sameTopics = session.guard.askForSameTopics(tidemark);
    Tidemark stamped = tidemark.withTimes(tidemark.times().withCheckpointComplete(complete));
    CommitResult result =
        session.committer.commit(
            committable.toEpoch(stamped, specs, quarantineSpecs), sameTopics::require);
    if (result instanceof CommitResult.Refused refused) {
      throw new RunRefusedException(refused.sentence());
    }
    if (result instanceof CommitResult.AlreadyCommitted already) {
      LOG.info(
          "Epoch {} of run {} was there: {}", tidemark.epoch(), plan.run(), already.snapshotId());
      request.signalAlreadyCommitted();
    }
    if (result instanceof CommitResult.Landed landed) {
      metrics.landed(tidemark, landed, complete, clock.millis());
      if (landed.heldReason() != null) {
        LOG.error("The table is on hold now. {}", landed.heldReason());
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (session != null) {
      session.close();
    }
  }

  /** Connections to the catalog and to Kafka. */
  private static final class Session implements Closeable {
    final Catalog catalog;
    final EpochCommitter committer;
    final TopicGuard guard;

    Session(RunPlan plan, Clock clock) {
      catalog = plan.catalog().open();
      committer =
          EpochCommitter.open(
              catalog,
              TableSchemas.identifier(plan.definition()),
              plan.run(),
              clock,
              new CleanEpochs());
      guard = new TopicGuard(plan.kafka());
    }

    @Override
    public void close() throws IOException {
      guard.close();
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }
}
