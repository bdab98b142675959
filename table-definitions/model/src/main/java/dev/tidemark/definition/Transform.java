package dev.tidemark.definition;

/** How a column's value becomes a partition value; the meanings are Iceberg's. */
public enum Transform {
  IDENTITY,
  MONTH,
  DAY,
  HOUR,
  BUCKET,
  TRUNCATE;

  boolean hasParameter() {
    return this == BUCKET || this == TRUNCATE;
  }
}
