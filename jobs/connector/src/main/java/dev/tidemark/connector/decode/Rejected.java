package dev.tidemark.connector.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be used, whole: its bytes, its position and why. It goes to the
 * quarantine table instead of the live one. A Flink POJO, therefore the public fields.
 */
public final class Rejected {
  public String topic = "";
  public int partition;
  public long offset;

  /** Kafka's record timestamp, epoch milliseconds. */
  public long timestamp;

  public byte @Nullable [] key;
  public byte @Nullable [] value;
  public @Nullable Map<String, byte @Nullable []> headers;
  public @Nullable Integer schemaId;

  /** A {@link Reason}, by name. */
  public String reason = "";

  /** What is wrong with these very bytes, as a sentence. */
  public String message = "";

  /** Why records are rejected; the names are values of the quarantine table's column. */
  public enum Reason {
    /** A null value where the contract does not make it a delete. */
    NULL_VALUE,
    /** A key that cannot be read, where the table needs one. */
    BAD_KEY,
    /** Too short for the wire format, or it does not begin with its magic byte. */
    NOT_WIRE_FORMAT,
    /** The registry does not know the schema id. */
    UNKNOWN_SCHEMA,
    /** The registered schema lacks a required field, or has it in another type. */
    SCHEMA_MISMATCH,
    /** The bytes do not follow the registered schema. */
    MALFORMED,
    /** A required field is null. */
    NULL_FIELD,
    /** A value that the column's type cannot hold. */
    OUT_OF_RANGE,
    /** Older than its partition's newest event by more than the declared lateness. */
    LATE
  }
}
