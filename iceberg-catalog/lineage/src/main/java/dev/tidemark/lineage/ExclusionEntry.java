package dev.tidemark.lineage;

import java.time.Instant;
import java.util.List;

/**
 * One entry of a table's exclusion ledger.
 *
 * @param id unique
 * @param at when the offsets were left out
 * @param by who did it
 * @param reason why
 * @param ranges the offsets, as they were given
 */
public record ExclusionEntry(
    String id, Instant at, String by, String reason, List<Exclusion> ranges) {

  public ExclusionEntry {
    ranges = List.copyOf(ranges);
  }
}
