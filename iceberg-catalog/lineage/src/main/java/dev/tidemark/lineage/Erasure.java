package dev.tidemark.lineage;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of a table's erasure ledger: a person whose rows are erased and stay out, without the
 * person's data.
 *
 * <p>A hash is HMAC-SHA256 of a column's value under the salt ({@link KeyHash}), so that jobs
 * recognise the person's rows. Who can read the table's properties can find out whether a value
 * that he guesses was erased; the values cannot be read from here.
 *
 * @param id unique
 * @param at when the erasure was asked for
 * @param by who asked
 * @param reason why; must not name the person
 * @param salt random, shared by the entries of a table
 * @param hashes by field id of the column; a row belongs to the person if it has all of these
 *     values
 */
public record Erasure(
    String id,
    Instant at,
    String by,
    String reason,
    String salt,
    SortedMap<Integer, String> hashes) {

  public Erasure {
    hashes = new TreeMap<>(hashes);
    if (hashes.isEmpty()) {
      throw new IllegalArgumentException(
          "Erasure %s has no column; give at least one column and its value.".formatted(id));
    }
  }

  /** Whether both are about the same person. */
  boolean isOfSame(Erasure other) {
    return salt.equals(other.salt) && hashes.equals(other.hashes);
  }
}
