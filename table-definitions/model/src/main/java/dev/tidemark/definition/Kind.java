package dev.tidemark.definition;

/** What an accepted record does to the table. */
public enum Kind {
  /** Each record adds rows; none is ever changed. */
  APPEND,
  /** Each record sets or deletes the row of its primary key. */
  UPSERT
}
