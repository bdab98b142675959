package dev.tidemark.connector.track;

/** What happened in one partition since the last report. */
final class PartitionTally {
  final String topic;
  final int partition;

  long to;
  long consumed;
  long accepted;
  long rejected;
  long late;
  long excluded;

  /** The newest event time accepted so far, over all epochs; lateness is measured from it. */
  long newestEvent = Long.MIN_VALUE;

  PartitionTally(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  boolean isAt(String otherTopic, int otherPartition) {
    return partition == otherPartition && topic.equals(otherTopic);
  }

  void startNextEpoch() {
    consumed = 0;
    accepted = 0;
    rejected = 0;
    late = 0;
    excluded = 0;
  }
}
