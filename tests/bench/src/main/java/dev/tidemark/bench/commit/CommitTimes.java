package dev.tidemark.bench.commit;

import dev.tidemark.bench.Spread;

/**
 * How long commits took on one table, milliseconds.
 *
 * @param snapshots retained when the first commit was timed; each commit adds one
 * @param visible from the call until the catalog took the commit
 * @param call until the committer was ready for the next one
 * @param cpu CPU time of the whole process meanwhile, which a busy machine does not blur
 */
public record CommitTimes(
    String committer, int snapshots, Spread visible, Spread call, Spread cpu) {}
