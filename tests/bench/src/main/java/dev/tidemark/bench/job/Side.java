package dev.tidemark.bench.job;

/** The two that are compared. */
public enum Side {
  /** Our source, tracker and sink. */
  TIDEMARK("tidemark", "dev.tidemark.jobs.RunJob"),
  /** Iceberg's own sink behind the same source and decoder. */
  PLAIN("plain", PlainJob.class.getName());

  private final String id;
  private final String mainClass;

  Side(String id, String mainClass) {
    this.id = id;
    this.mainClass = mainClass;
  }

  /** Its name in results, tables and files. */
  public String id() {
    return id;
  }

  String mainClass() {
    return mainClass;
  }
}
