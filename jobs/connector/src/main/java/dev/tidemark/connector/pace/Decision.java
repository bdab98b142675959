package dev.tidemark.connector.pace;

/**
 * How fast a replay may read from now on.
 *
 * @param perSecond events a second; infinity for as many as it can
 * @param behind whether it is so far behind that few versions are enough
 * @param reason for people, without a full stop
 */
record Decision(double perSecond, boolean behind, String reason) {
  boolean isUnlimited() {
    return perSecond == Double.POSITIVE_INFINITY;
  }
}
