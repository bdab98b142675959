package dev.tidemark.bench;

import dev.tidemark.bench.commit.CommitTimes;
import dev.tidemark.bench.freshness.FreshnessTrial;
import dev.tidemark.bench.throughput.ThroughputTrial;
import java.util.List;
import java.util.Map;

/**
 * All that was measured.
 *
 * @param throughput trials by kind of table
 * @param freshness trials by checkpoint profile
 */
record Results(
    String begun,
    Machine machine,
    Map<String, List<ThroughputTrial>> throughput,
    Map<String, List<FreshnessTrial>> freshness,
    List<CommitTimes> commits) {}
