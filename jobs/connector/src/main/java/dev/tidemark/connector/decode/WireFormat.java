package dev.tidemark.connector.decode;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.Field;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.flink.table.data.GenericRowData;
import org.jspecify.annotations.Nullable;

/**
 * Avro in the Confluent wire format: a zero byte, the schema id as four bytes big-endian, the
 * record. One per contract; keeps what it learned of each schema id.
 */
final class WireFormat {
  static final int HEADER = 5;

  private final SchemaRegistry registry;
  private final List<Field> contract;
  private final SourceRow shape;
  private final Map<Integer, Known> known = new HashMap<>();
  private final UnknownIds unknown = new UnknownIds();
  private int lastId = Intake.NO_SCHEMA;
  private @Nullable RecordReader lastReader;

  /**
   * @param shape which of the contract's fields are built
   */
  WireFormat(SchemaRegistry registry, List<Field> contract, SourceRow shape) {
    this.registry = registry;
    this.contract = contract;
    this.shape = shape;
  }

  /**
   * The schema id in the header.
   *
   * @throws UnusableRecordException if there is no such header
   */
  static int schemaId(byte[] bytes) throws UnusableRecordException {
    if (bytes.length < HEADER) {
      throw new UnusableRecordException(
          Reason.NOT_WIRE_FORMAT,
          "%d bytes are too short for the wire format's header of %d"
              .formatted(bytes.length, HEADER));
    }
    if (bytes[0] != 0) {
      throw new UnusableRecordException(
          Reason.NOT_WIRE_FORMAT,
          "The first byte is 0x%02x, the wire format's magic byte is 0x00".formatted(bytes[0]));
    }
    return ByteBuffer.wrap(bytes, 1, 4).getInt();
  }

  void read(byte[] bytes, int schemaId, GenericRowData row, int at)
      throws UnusableRecordException, InterruptedException {
    reader(schemaId).read(bytes, HEADER, row, at);
  }

  private RecordReader reader(int schemaId) throws UnusableRecordException, InterruptedException {
    if (schemaId == lastId && lastReader != null) {
      return lastReader;
    }
    Known found = known.get(schemaId);
    if (found == null) {
      found = resolve(schemaId);
      known.put(schemaId, found);
    }
    if (found.reader == null) {
      throw found.obstacle;
    }
    lastId = schemaId;
    lastReader = found.reader;
    return found.reader;
  }

  private Known resolve(int schemaId) throws UnusableRecordException, InterruptedException {
    Optional<Schema> written =
        unknown.contains(schemaId) ? Optional.empty() : registry.find(schemaId);
    if (written.isEmpty()) {
      unknown.add(schemaId);
      throw new UnusableRecordException(
          Reason.UNKNOWN_SCHEMA, "The registry does not know schema id %d".formatted(schemaId));
    }
    try {
      return new Known(RecordReader.of(written.get(), schemaId, contract, shape), null);
    } catch (UnusableRecordException e) {
      return new Known(null, e);
    }
  }

  /** What is known of a registered schema: how to read it, or why not. */
  private record Known(@Nullable RecordReader reader, @Nullable UnusableRecordException obstacle) {}
}
