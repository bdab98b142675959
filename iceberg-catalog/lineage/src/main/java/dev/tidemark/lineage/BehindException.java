package dev.tidemark.lineage;

import java.util.List;

/** A promote that was refused because the run is behind what readers see. Waiting may end that. */
public final class BehindException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final transient List<PartitionLag> lags;

  BehindException(String sentence, List<PartitionLag> lags) {
    super(sentence);
    this.lags = List.copyOf(lags);
  }

  /** Where it is behind. */
  public List<PartitionLag> lags() {
    return lags;
  }
}
