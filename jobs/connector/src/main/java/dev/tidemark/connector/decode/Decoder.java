package dev.tidemark.connector.decode;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import dev.tidemark.lineage.Exclusion;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns each record of one topic into exactly one {@link Intake}: a row that keeps the contract, or
 * a rejection with its reason. No record makes it fail.
 *
 * <p>It runs inside the source's reader and not in an operator behind it, because only there Flink
 * knows which partitions a reader holds: watermarks are then made per partition, idle ones
 * included.
 */
public final class Decoder implements KafkaRecordDeserializationSchema<Intake> {
  private static final long serialVersionUID = 1L;

  private final Source contract;
  private final SourceRow shape;
  private final String registryUrl;
  private final List<Exclusion> exclusions;
  private transient @Nullable Session session;

  /** Builds all fields of the contract; see the other constructor. */
  public Decoder(Source contract, String registryUrl, List<Exclusion> exclusions) {
    this(contract, new SourceRow(contract), registryUrl, exclusions);
  }

  /**
   * @param shape of the rows, and which of their columns are filled
   * @param exclusions offsets that the table leaves out; they are left out here, ahead of the
   *     watermark, because the time in an excluded record may be what is wrong with it
   */
  public Decoder(Source contract, SourceRow shape, String registryUrl, List<Exclusion> exclusions) {
    this.contract = contract;
    this.shape = shape;
    this.registryUrl = registryUrl;
    this.exclusions = exclusions.stream().filter(e -> e.topic().equals(contract.topic())).toList();
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    session = new Session(contract, shape, new SchemaRegistry(registryUrl));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Intake> out)
      throws IOException {
    if (session == null) {
      throw new IllegalStateException("The decoder is used before it was opened");
    }
    try {
      out.collect(isExcluded(record) ? Intake.excluded(record) : session.decode(record));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cancelled while waiting for the schema registry", e);
    }
  }

  private boolean isExcluded(ConsumerRecord<byte[], byte[]> record) {
    for (Exclusion exclusion : exclusions) {
      if (exclusion.partition() == record.partition()
          && exclusion.from() <= record.offset()
          && record.offset() < exclusion.to()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public TypeInformation<Intake> getProducedType() {
    return Intake.type();
  }

  /** What decoding needs and cannot be shipped. */
  private static final class Session {
    private final Source contract;
    private final WireFormat values;
    private final WireFormat keys;
    private final int width;
    private final int eventTimeAt;
    private final int headersAt;
    private final int schemaIdAt;
    private final int[] keyAt;
    private String lastTopic = "";
    private StringData lastTopicData = StringData.fromString("");

    Session(Source contract, SourceRow shape, SchemaRegistry registry) {
      this.contract = contract;
      this.values = new WireFormat(registry, contract.fields(), shape);
      this.keys = new WireFormat(registry, contract.keyFields(), shape);
      this.width = shape.type().getFieldCount();
      EventTime eventTime = contract.eventTime();
      this.eventTimeAt = eventTime == null ? -1 : shape.position(eventTime.field());
      this.headersAt = shape.type().getFieldIndex(SourceRow.HEADERS);
      this.schemaIdAt = shape.type().getFieldIndex(SourceRow.SCHEMA_ID);
      this.keyAt =
          contract.tombstones()
              ? contract.keyFields().stream().mapToInt(key -> shape.position(key.name())).toArray()
              : new int[0];
    }

    Intake decode(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
      int schemaId = Intake.NO_SCHEMA;
      try {
        GenericRowData row = new GenericRowData(width);
        position(record, row);
        byte[] value = record.value();
        if (value == null) {
          return tombstone(record, row);
        }
        schemaId = WireFormat.schemaId(value);
        values.read(value, schemaId, row, 0);
        if (schemaIdAt >= 0) {
          row.setField(schemaIdAt, schemaId);
        }
        return Intake.accepted(record, row, eventTime(record, row), schemaId);
      } catch (UnusableRecordException e) {
        return Intake.rejected(record, schemaId, e.reason(), e.sentence());
      }
    }

    private void position(ConsumerRecord<byte[], byte[]> record, GenericRowData row) {
      if (!record.topic().equals(lastTopic)) {
        lastTopic = record.topic();
        lastTopicData = StringData.fromString(lastTopic);
      }
      int at = contract.fields().size();
      row.setField(at, lastTopicData);
      row.setField(at + 1, record.partition());
      row.setField(at + 2, record.offset());
      row.setField(at + 3, TimestampData.fromEpochMillis(record.timestamp()));
      if (headersAt >= 0) {
        Map<StringData, byte @Nullable []> headers = new HashMap<>();
        // Of several headers with one name the last counts, as in Kafka's own lastHeader.
        record.headers().forEach(h -> headers.put(StringData.fromString(h.key()), h.value()));
        row.setField(headersAt, new GenericMapData(headers));
      }
    }

    /** A tombstone has no event time of its own: it happened when Kafka says. */
    private long eventTime(ConsumerRecord<byte[], byte[]> record, GenericRowData row) {
      if (eventTimeAt < 0 || row.isNullAt(eventTimeAt)) {
        return record.timestamp();
      }
      return ((TimestampData) row.getField(eventTimeAt)).getMillisecond();
    }

    private Intake tombstone(ConsumerRecord<byte[], byte[]> record, GenericRowData row)
        throws UnusableRecordException, InterruptedException {
      if (!contract.tombstones()) {
        throw new UnusableRecordException(
            Reason.NULL_VALUE,
            "The value is null, and topic %s does not use null for deletes"
                .formatted(record.topic()));
      }
      readKey(record, row);
      ValueReaders.requireMoment(record.timestamp());
      row.setRowKind(RowKind.DELETE);
      return Intake.accepted(record, row, record.timestamp(), Intake.NO_SCHEMA);
    }

    private void readKey(ConsumerRecord<byte[], byte[]> record, GenericRowData row)
        throws UnusableRecordException, InterruptedException {
      byte[] key = record.key();
      if (key == null) {
        throw new UnusableRecordException(
            Reason.BAD_KEY, "A delete needs a key, and this record has none");
      }
      GenericRowData fields = new GenericRowData(contract.keyFields().size());
      if (contract.keyFormat() == KeyFormat.STRING) {
        if (!Utf8.isValid(key)) {
          throw new UnusableRecordException(
              Reason.BAD_KEY, "The key's %d bytes are not UTF-8".formatted(key.length));
        }
        fields.setField(0, StringData.fromBytes(key));
      } else {
        try {
          keys.read(key, WireFormat.schemaId(key), fields, 0);
        } catch (UnusableRecordException e) {
          throw new UnusableRecordException(Reason.BAD_KEY, "In the key: " + e.sentence());
        }
      }
      for (int i = 0; i < keyAt.length; i++) {
        row.setField(keyAt[i], fields.getField(i));
      }
    }
  }
}
