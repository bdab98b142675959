package dev.tidemark.connector.sink;

/** Where the sink's operators keep their state. Never rename one: a restart would not find it. */
final class SinkUids {
  static final String AGGREGATE = "tidemark-aggregate";
  static final String QUARANTINE = "tidemark-quarantine";

  private SinkUids() {}
}
