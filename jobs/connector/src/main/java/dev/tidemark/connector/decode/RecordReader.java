package dev.tidemark.connector.decode;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.flink.table.data.GenericRowData;
import org.jspecify.annotations.Nullable;

/**
 * Reads records written with one schema into the contract's fields. Fields match by name; what the
 * contract does not name is skipped, never built.
 */
final class RecordReader {
  private final List<Field> contract;
  private final ValueReader[] readers;

  /** Position in the row for each written field; -1 for those skipped. */
  private final int[] positions;

  private final String schemaName;
  private @Nullable BinaryDecoder decoder;

  private RecordReader(
      List<Field> contract, ValueReader[] readers, int[] positions, String schemaName) {
    this.contract = contract;
    this.readers = readers;
    this.positions = positions;
    this.schemaName = schemaName;
  }

  /**
   * @throws UnusableRecordException if records of this schema cannot satisfy the contract; the
   *     sentence names every field that stands in the way
   */
  static RecordReader of(Schema written, int schemaId, List<Field> contract)
      throws UnusableRecordException {
    String schemaName = "schema %d (%s)".formatted(schemaId, written.getFullName());
    if (written.getType() != Schema.Type.RECORD) {
      throw new UnusableRecordException(
          Reason.SCHEMA_MISMATCH,
          "Schema %d is %s, not a record".formatted(schemaId, written.getType().getName()));
    }
    ValueReader[] readers = new ValueReader[written.getFields().size()];
    int[] positions = new int[readers.length];
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      Schema.Field from = written.getFields().get(i);
      int position = positionOf(from.name(), contract);
      positions[i] = position;
      if (position < 0) {
        readers[i] = ValueReaders.skipping(from.schema());
        continue;
      }
      Field field = contract.get(position);
      Optional<ValueReader> reader = ValueReaders.forField(from.schema(), field);
      if (reader.isPresent()) {
        readers[i] = reader.get();
      } else {
        problems.add(
            "%s is %s, wanted %s".formatted(field.name(), from.schema(), field.type().text()));
      }
    }
    for (Field field : contract) {
      if (field.required() && written.getField(field.name()) == null) {
        problems.add("it lacks %s (%s, required)".formatted(field.name(), field.type().text()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UnusableRecordException(
          Reason.SCHEMA_MISMATCH, "In %s: %s".formatted(schemaName, String.join("; ", problems)));
    }
    return new RecordReader(contract, readers, positions, schemaName);
  }

  private static int positionOf(String name, List<Field> contract) {
    for (int i = 0; i < contract.size(); i++) {
      if (contract.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Fills the contract's fields of {@code row}, from position {@code at} on.
   *
   * @throws UnusableRecordException whatever is wrong with the bytes; nothing else escapes
   */
  void read(byte[] bytes, int from, GenericRowData row, int at) throws UnusableRecordException {
    int length = bytes.length - from;
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, from, length, decoder);
    decoder = in;
    try {
      for (int i = 0; i < readers.length; i++) {
        Object value = readers[i].read(in, length);
        if (positions[i] >= 0) {
          row.setField(at + positions[i], value);
        }
      }
      if (!in.isEnd()) {
        throw new UnusableRecordException(
            Reason.MALFORMED,
            "%d bytes are left over after %s".formatted(in.inputStream().available(), schemaName));
      }
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new UnusableRecordException(
          Reason.MALFORMED,
          "%d bytes do not follow %s: %s".formatted(length, schemaName, describe(e)));
    }
    for (int i = 0; i < contract.size(); i++) {
      if (contract.get(i).required() && row.isNullAt(at + i)) {
        throw new UnusableRecordException(
            Reason.NULL_FIELD, "Field %s is null but required".formatted(contract.get(i).name()));
      }
    }
  }

  private static String describe(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ", " + e.getMessage();
  }
}
