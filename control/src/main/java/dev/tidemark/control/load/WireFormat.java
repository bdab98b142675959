package dev.tidemark.control.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Confluent's wire format: a zero byte, the schema's id in four bytes, Avro's binary. One thread.
 */
public final class WireFormat {
  private static final int MAGIC = 0;
  private final int schemaId;
  private final GenericDatumWriter<GenericRecord> writer;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);

  public WireFormat(Schema schema, int schemaId) {
    this.schemaId = schemaId;
    this.writer = new GenericDatumWriter<>(schema);
  }

  /** The bytes of a record of this schema. */
  public byte[] encode(GenericRecord value) {
    buffer.reset();
    buffer.write(MAGIC);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer.write(schemaId >>> shift);
    }
    try {
      writer.write(value, encoder);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }
}
