package dev.tidemark.connector.sink;

/** Who starts a run, and whether it gets the lead. */
public enum RunStart {
  /** It is started before the job is. */
  PREPARED,
  /** The job starts it, as the lead if it is the table's first run. */
  LEAD_IF_FIRST,
  /** The job starts it, as the lead. */
  LEAD,
  /** The job starts it beside whoever leads. */
  BESIDE
}
