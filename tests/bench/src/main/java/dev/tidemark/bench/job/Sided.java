package dev.tidemark.bench.job;

/** A measurement of one side. */
public interface Sided {
  Side side();
}
