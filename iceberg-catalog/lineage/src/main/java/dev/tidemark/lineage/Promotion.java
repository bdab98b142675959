package dev.tidemark.lineage;

/**
 * A wish to give the lead to a run.
 *
 * @param run the run that shall lead
 * @param by who wants it
 * @param reason why, for the history
 * @param allowRegress true if readers may see fewer events than before in some partition
 * @param discardForeign true if writes of other engines under {@code main} may be dropped from it
 */
public record Promotion(
    String run, String by, String reason, boolean allowRegress, boolean discardForeign) {

  /** A promotion that neither goes back nor drops anything. */
  public static Promotion of(String run, String by, String reason) {
    return new Promotion(run, by, reason, false, false);
  }

  /** The same, allowed to go back. */
  public Promotion allowingRegress() {
    return new Promotion(run, by, reason, true, discardForeign);
  }

  /** The same, allowed to drop foreign writes. */
  public Promotion discardingForeign() {
    return new Promotion(run, by, reason, allowRegress, true);
  }
}
