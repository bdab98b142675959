package dev.tidemark.local;

/** What a local stack can run. Each service is one child JVM; {@link #FLINK} is several. */
public enum Service {
  /** One Kafka broker, its own controller (KRaft). */
  KAFKA("kafka", "Kafka"),
  /** Apicurio registry, through its Confluent-compatible API. */
  REGISTRY("registry", "The schema registry"),
  /** s3proxy on a folder. */
  S3("s3", "The S3 server"),
  /** Iceberg's REST catalog fixture over a catalog of its own. For tests: it knows no users. */
  REST_CATALOG("rest-catalog", "The REST catalog"),
  /** A Flink session cluster: one JobManager and some TaskManagers. */
  FLINK("flink", "Flink");

  private final String id;
  private final String title;

  Service(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** The name of its folders, files and ports. */
  public String id() {
    return id;
  }

  /** Its name at the start of a sentence. */
  String title() {
    return title;
  }
}
