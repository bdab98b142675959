package dev.tidemark.connector.sink;

import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Tidemark;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What a committer shows while it runs, in the group {@code tidemark} of its operator. Figures over
 * time, for people on call; what readers see is measured from outside, not here.
 */
final class CommitMetrics {
  private static final int LAST_EPOCHS = 500;

  private final Counter landed;
  private final DescriptiveStatisticsHistogram commitMillis =
      new DescriptiveStatisticsHistogram(LAST_EPOCHS);
  private volatile long epoch = -1;
  private volatile boolean movedMain;

  CommitMetrics(MetricGroup operator) {
    MetricGroup metrics = operator.addGroup("tidemark");
    landed = metrics.counter("landedEpochs");
    metrics.histogram("commitMillis", commitMillis);
    metrics.gauge("lastLandedEpoch", () -> epoch);
    // 1 while this run's commits move main, 0 beside the lead or on a held table.
    metrics.gauge("movesMain", () -> movedMain ? 1 : 0);
  }

  void landed(Tidemark tidemark, CommitResult.Landed result, long from, long to) {
    landed.inc();
    commitMillis.update(to - from);
    epoch = tidemark.epoch();
    movedMain = result.movedMain();
  }
}
