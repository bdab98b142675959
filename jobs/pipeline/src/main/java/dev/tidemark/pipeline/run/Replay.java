package dev.tidemark.pipeline.run;

/**
 * What makes a run a replay: it rebuilds the table beside the run that keeps it live.
 *
 * @param fromWhatIsLeft whether it may begin although its topics no longer have the first events of
 *     the table; its tidemarks say where it began
 * @param maxRate events a second that it never exceeds while it is behind, over all topics;
 *     infinity if there is no such limit
 * @param followsLive whether its rate follows the live table's freshness
 */
public record Replay(boolean fromWhatIsLeft, double maxRate, boolean followsLive) {}
