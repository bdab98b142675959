package dev.tidemark.connector.decode;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

  /** Fields of the contract that are skipped: only whether they are null is known of them. */
  private final int[] unwanted;

  /** Position in the row for each written field; -1 for those skipped. */
  private final int[] positions;

  private final String schemaName;
  private @Nullable BinaryDecoder decoder;

  private RecordReader(
      List<Field> contract,
      ValueReader[] readers,
      int[] unwanted,
      int[] positions,
      String schemaName) {
    this.contract = contract;
    this.readers = readers;
    this.unwanted = unwanted;
    this.positions = positions;
    this.schemaName = schemaName;
  }

  /**
   * @param shape which fields are built
   * @throws UnusableRecordException if records of this schema cannot satisfy the contract; the
   *     sentence names every field that stands in the way
   */
  static RecordReader of(Schema written, int schemaId, List<Field> contract, SourceRow shape)
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
        readers[i] = shaped(reader.get(), from.schema(), field, shape);
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
    return new RecordReader(contract, readers, unwanted(contract, shape), positions, schemaName);
  }

  private static ValueReader shaped(
      ValueReader reader, Schema written, Field field, SourceRow shape) {
    if (!shape.fills(field.name())) {
      return ValueReaders.presence(written);
    }
    return shape.isWholeMillis(field.name())
        ? ValueReaders.wholeMillis(reader, field.name())
        : reader;
  }

  private static int[] unwanted(List<Field> contract, SourceRow shape) {
    return IntStream.range(0, contract.size())
        .filter(i -> !shape.fills(contract.get(i).name()))
        .toArray();
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
    for (int i : unwanted) {
      row.setField(at + i, null);
    }
  }

  private static String describe(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ", " + e.getMessage();
  }
}
