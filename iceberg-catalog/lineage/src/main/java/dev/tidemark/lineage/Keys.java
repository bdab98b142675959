package dev.tidemark.lineage;

/**
 * Keys of snapshot summaries and table properties, as {@code docs/tidemark-specification.md} has
 * them.
 */
final class Keys {
  private Keys() {}

  static final int FORMAT_VERSION = 1;

  static final String FORMAT = "tidemark.format";
  static final String RUN = "tidemark.run";
  static final String ATTEMPT = "tidemark.attempt";
  static final String ID = "tidemark.id";
  static final String PARENT = "tidemark.parent";
  static final String EPOCH = "tidemark.epoch";
  static final String CLUSTER = "tidemark.cluster";
  static final String TOPICS = "tidemark.topics";
  static final String START = "tidemark.start";
  static final String TO = "tidemark.to";
  static final String CONSUMED = "tidemark.consumed";
  static final String ACCEPTED = "tidemark.accepted";
  static final String REJECTED = "tidemark.rejected";
  static final String LATE = "tidemark.late";
  static final String EXCLUDED = "tidemark.excluded";
  static final String PACKED = "tidemark.packed";
  static final String TOTAL_CONSUMED = "tidemark.records.consumed";
  static final String TOTAL_ACCEPTED = "tidemark.records.accepted";
  static final String TOTAL_REJECTED = "tidemark.records.rejected";
  static final String TOTAL_LATE = "tidemark.records.late";
  static final String TOTAL_EXCLUDED = "tidemark.records.excluded";
  static final String EXCLUSIONS = "tidemark.exclusions";
  static final String DEFINITION = "tidemark.definition";
  static final String CODE = "tidemark.code";
  static final String SCHEMAS = "tidemark.schemas";
  static final String WATERMARK = "tidemark.watermark";
  static final String HOLD = "tidemark.hold-ms";
  static final String TIME_FIRST_RECORD = "tidemark.time.first-record";
  static final String TIME_LAST_RECORD = "tidemark.time.last-record";
  static final String TIME_READ = "tidemark.time.read";
  static final String TIME_BARRIER = "tidemark.time.barrier";
  static final String TIME_CHECKPOINT = "tidemark.time.checkpoint";
  static final String TIME_COMMIT = "tidemark.time.commit";
  static final String DELAY_P50 = "tidemark.delay-ms.p50";
  static final String DELAY_P90 = "tidemark.delay-ms.p90";
  static final String DELAY_P99 = "tidemark.delay-ms.p99";
  static final String DELAY_MAX = "tidemark.delay-ms.max";

  static final String MARKER = "tidemark.marker";
  static final String MARKER_ID = "tidemark.marker.id";
  static final String MARKER_BY = "tidemark.marker.by";
  static final String MARKER_AT = "tidemark.marker.at";
  static final String MARKER_REASON = "tidemark.marker.reason";
  static final String MARKER_FROM = "tidemark.marker.from";
  static final String MARKER_TO = "tidemark.marker.to";

  static final String QUARANTINE_OF = "tidemark.quarantine.of";
  static final String QUARANTINE_ID = "tidemark.quarantine.id";
  static final String QUARANTINE_RUN = "tidemark.quarantine.run";
  static final String QUARANTINE_EPOCH = "tidemark.quarantine.epoch";

  static final String LEAD = "tidemark.lead";
  static final String TABLE_FORMAT = "tidemark.table.format";
  static final String TABLE_DEFINITION = "tidemark.table.definition";
  static final String TABLE_QUARANTINE = "tidemark.table.quarantine";
  static final String HELD_WHY = "tidemark.held.why";
  static final String HELD_SINCE = "tidemark.held.since";
  static final String HELD_BY = "tidemark.held.by";

  static final String HELD_LEAD = "tidemark.held.lead";

  /** How far back the table is meant to go, as ISO 8601 durations. */
  static final String RECOVERY_HORIZON = "tidemark.recovery.horizon";

  static final String RECOVERY_SAVEPOINTS = "tidemark.recovery.savepoints-every";

  static final String EXCLUSION_ENTRY = "tidemark.exclusion.";

  /** Followed by the id of an entry of the erasure ledger. */
  static final String ERASURE = "tidemark.erasure.";

  /** In a summary: how many entries of that ledger the version is free of. */
  static final String ERASURES = "tidemark.erasures";

  /** Followed by run and checkpoint: where a recovery point's savepoint is. */
  static final String POINT = "tidemark.point.";

  /** Followed by run and checkpoint: a savepoint without a recovery point. */
  static final String LEFT_SAVEPOINT = "tidemark.left-savepoint.";

  /** Followed by the number of a tag {@link #BEFORE_TAG}: when {@code main} was moved. */
  static final String BEFORE = "tidemark.before.";

  static final String ROOT_TAG = "tidemark_root";
  static final String BEFORE_TAG = "tidemark_before_";
  static final String KEPT_TAG = "tidemark_kept_";
  static final String MOVE_TAG = "tidemark_move_";
  static final String CUT_TAG = "tidemark_cut_";
  static final String POINT_TAG = "tidemark_point_";

  /** The property that says where a run began. */
  static String origin(String run) {
    return "tidemark.run." + run + ".origin";
  }

  /** The property that says when, by whom and why a run was ended. */
  static String retired(String run) {
    return "tidemark.run." + run + ".retired";
  }

  /** The property that says where a run is asked to stand still. */
  static String cut(String run) {
    return "tidemark.run." + run + ".cut";
  }

  /** The property that says what Kafka's brokers let a run's readers have. */
  static String quota(String run) {
    return "tidemark.run." + run + ".quota";
  }

  /** The property that says which offsets a run leaves out. */
  static String runExclusions(String run) {
    return "tidemark.run." + run + ".exclusions";
  }
}
