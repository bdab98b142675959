package dev.tidemark.bench.replay;

import dev.tidemark.bench.Spread;

/** Seconds of a command by the clock, the start of its process included. */
public record MoveTimes(String command, int dataFiles, Spread seconds) {}
