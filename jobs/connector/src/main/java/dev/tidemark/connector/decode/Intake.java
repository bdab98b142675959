package dev.tidemark.connector.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One consumed record: decoded ({@code row} is set), rejected ({@code reason} is set) or excluded
 * (neither). It keeps the record itself, so that whoever turns it away later (lateness) can still
 * quarantine its bytes. Immutable, and never leaves the task that made it.
 *
 * @param row the decoded row, {@code DELETE} for a tombstone
 * @param eventTime epoch milliseconds; {@link #NO_EVENT_TIME} if rejected or excluded
 * @param schemaId the id in the wire format's header, or {@link #NO_SCHEMA}
 */
public record Intake(
    ConsumerRecord<byte[], byte[]> record,
    @Nullable RowData row,
    long eventTime,
    int schemaId,
    Rejected.@Nullable Reason reason,
    @Nullable String message) {

  public static final long NO_EVENT_TIME = Long.MIN_VALUE;
  public static final int NO_SCHEMA = -1;

  /** For streams of intakes, which stay within one chain of operators. */
  public static TypeInformation<Intake> type() {
    return new IntakeType();
  }

  static Intake accepted(
      ConsumerRecord<byte[], byte[]> record, RowData row, long eventTime, int schemaId) {
    return new Intake(record, row, eventTime, schemaId, null, null);
  }

  static Intake rejected(
      ConsumerRecord<byte[], byte[]> record, int schemaId, Rejected.Reason reason, String message) {
    return new Intake(record, null, NO_EVENT_TIME, schemaId, reason, message);
  }

  /** A record of the table's exclusions: not decoded, and it moves no watermark. */
  static Intake excluded(ConsumerRecord<byte[], byte[]> record) {
    return new Intake(record, null, NO_EVENT_TIME, NO_SCHEMA, null, null);
  }

  /** This record as the quarantine keeps it. */
  public Rejected toRejected(Rejected.Reason why, String sentence) {
    Rejected rejected = new Rejected();
    rejected.topic = record.topic();
    rejected.partition = record.partition();
    rejected.offset = record.offset();
    // A producer may have set any number; one that no table can hold says as little as none.
    rejected.timestamp = ValueReaders.isMoment(record.timestamp()) ? record.timestamp() : -1;
    rejected.key = record.key();
    rejected.value = record.value();
    rejected.headers = headers();
    rejected.schemaId = schemaId == NO_SCHEMA ? null : schemaId;
    rejected.reason = why.name();
    rejected.message = sentence;
    return rejected;
  }

  /** Of several headers with one name the last counts, as in Kafka's own {@code lastHeader}. */
  private Map<String, byte @Nullable []> headers() {
    Map<String, byte @Nullable []> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value());
    }
    return headers;
  }
}
