package dev.tidemark.definition;

/** How the key of a Kafka record is to be read. */
public enum KeyFormat {
  /** The key is not used. */
  NONE,
  /** UTF-8 text, the value of the one key field. */
  STRING,
  /** Avro in Confluent's wire format. */
  AVRO
}
