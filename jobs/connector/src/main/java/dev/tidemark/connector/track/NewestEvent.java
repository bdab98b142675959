package dev.tidemark.connector.track;

/**
 * Checkpointed: the newest event time of one partition. A Flink POJO, therefore the public fields.
 */
public final class NewestEvent {
  public String topic = "";
  public int partition;

  /** Epoch milliseconds. */
  public long eventTime;
}
