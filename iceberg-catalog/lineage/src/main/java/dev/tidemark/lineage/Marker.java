package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An empty snapshot under {@code main} that says who moved it and why. Markers keep {@code main}
 * from ever returning to an id it had before, which is what fences commits that are still on the
 * wire.
 *
 * @param id unique, so that a commit whose answer was lost is recognised
 * @param by who did it
 * @param from the lead before; null if there was none
 * @param to the lead after; null if the table is held
 */
public record Marker(
    Kind kind,
    String id,
    String by,
    Instant at,
    String reason,
    @Nullable String from,
    @Nullable String to) {

  /** What the marker marks. */
  public enum Kind {
    /** The empty beginning of the table. */
    ROOT,
    /** Another run has the lead. */
    PROMOTE,
    /** {@code main} stands still. */
    HOLD,
    /** {@code main} is back on an older epoch and stands still. */
    ROLLBACK,
    /** A run has ended; on its branch, in the commit that removes it. */
    RETIRE;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
