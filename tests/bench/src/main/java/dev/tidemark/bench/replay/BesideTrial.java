package dev.tidemark.bench.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live table's delays during one stretch of time, milliseconds from a record's timestamp until
 * a reader sees it.
 *
 * @param kind {@code without}, or the replay's pace: {@code live} or {@code free}
 * @param records of the live table that were measured
 * @param startingP99 of the records that came while the replay's processes started; null without
 * @param replayed events that the replay read; 0 without one
 * @param replayPerSecond while it ran and was behind
 * @param caughtUp whether the replay was done within the time
 * @param seconds how long the replay ran and was behind, or how long was measured without one
 * @param slowest of the epochs that began within the stretch those in which records waited longest
 * @param load the machine's load average right before
 */
public record BesideTrial(
    String kind,
    int pair,
    int records,
    long p50,
    long p99,
    long max,
    @Nullable Long startingP99,
    long replayed,
    double replayPerSecond,
    boolean caughtUp,
    double seconds,
    List<EpochSteps> slowest,
    double load) {}
