package dev.tidemark.bench.commit;

import dev.tidemark.bench.Spread;

/**
 * How long commits took on one table.
 *
 * @param snapshots retained when the first commit was timed; each commit adds one
 */
public record CommitTimes(String committer, int snapshots, Spread millis) {}
