package dev.tidemark.erase;

import dev.tidemark.lineage.Erasure;
import dev.tidemark.lineage.Erasures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an erasure did, or would do; it names nobody.
 *
 * @param entries of the ledger, those that were there already too
 * @param branches by name, {@code main} among them if it does not lie on the lead's branch
 * @param versions how many versions had to go because they held the person
 * @param quarantineVersions the same of the quarantine
 * @param released tags and recovery points that had to go with them
 */
public record ErasureReport(
    List<Erasure> entries,
    Map<String, Removed> branches,
    Removed quarantine,
    long versions,
    long quarantineVersions,
    Erasures.Released released) {
  public ErasureReport {
    entries = List.copyOf(entries);
    branches = new TreeMap<>(branches);
  }

  /** Whether nothing of them was found: never there, gone already, or the key was mistyped. */
  public boolean isNothing() {
    return versions == 0
        && quarantineVersions == 0
        && quarantine.equals(Removed.NOTHING)
        && branches.values().stream().allMatch(Removed.NOTHING::equals);
  }
}
