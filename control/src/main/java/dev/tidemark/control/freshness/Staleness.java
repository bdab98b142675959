package dev.tidemark.control.freshness;

import java.time.Duration;

/** How far a table lies behind its topics. */
public sealed interface Staleness {
  /**
   * Everything that stood in the topics this long ago is in the table, up to the watch's interval.
   */
  record Measured(Duration age) implements Staleness {}

  /** The table lies behind since before the watch began, so longer than this. */
  record AtLeast(Duration age) implements Staleness {}

  /** It cannot be said. */
  record Unmeasurable(String reason) implements Staleness {}
}
