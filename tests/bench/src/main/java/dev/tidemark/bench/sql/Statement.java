package dev.tidemark.bench.sql;

import java.util.Locale;

/** What is executed: the same query on both sides. */
public enum Statement {
  /** Each event is a row. */
  APPEND,
  /** The newest event of each account. */
  UPSERT,
  /** What each account's events sum up to, beside what is known of the account. */
  JOIN;

  /** Its name in options, results and files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
