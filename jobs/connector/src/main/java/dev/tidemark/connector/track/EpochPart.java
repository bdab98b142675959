package dev.tidemark.connector.track;

import org.jspecify.annotations.Nullable;

/**
 * What the aggregator must have of an epoch besides the live table's files: a tracker's report or
 * the files of quarantined records. Exactly one is set. A Flink POJO, therefore the public fields.
 */
public final class EpochPart {
  public @Nullable Report report;

  /** Files of the quarantine table, as the sink's file codec writes them. */
  public byte @Nullable [] quarantined;

  public static EpochPart of(Report report) {
    EpochPart part = new EpochPart();
    part.report = report;
    return part;
  }

  public static EpochPart quarantined(byte[] files) {
    EpochPart part = new EpochPart();
    part.quarantined = files;
    return part;
  }
}
