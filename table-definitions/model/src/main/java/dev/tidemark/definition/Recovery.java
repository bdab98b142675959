package dev.tidemark.definition;

import java.io.Serializable;
import java.time.Duration;

/**
 * How far back the table can go. Recovery points, old versions and the events behind them are kept
 * that long; topics that keep less stand against the start of a run.
 *
 * @param horizon how far back
 * @param savepointsEvery how much time lies between two recovery points; at most the horizon
 */
public record Recovery(Duration horizon, Duration savepointsEvery) implements Serializable {
  /** A day, with a recovery point each quarter of an hour. */
  public static final Recovery DEFAULT = new Recovery(Duration.ofDays(1), Duration.ofMinutes(15));
}
