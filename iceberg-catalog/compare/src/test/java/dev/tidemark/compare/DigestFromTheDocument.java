package dev.tidemark.compare;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * A second program for the digest, written from {@code docs/digest.md} and with none of the code
 * that it is compared with: other readers, other arithmetic. Knows the types of the tests' tables.
 */
final class DigestFromTheDocument {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

  private BigInteger sum = BigInteger.ZERO;
  private long rows;

  /**
   * @param schema the table's columns; Iceberg's reader adds the position where it needs it
   */
  void add(Schema schema, Record row) throws IOException, GeneralSecurityException {
    Map<String, byte[]> columns = new HashMap<>();
    for (Types.NestedField field : schema.columns()) {
      Object value = row.getField(field.name());
      if (value != null) {
        columns.put(field.name(), column(field.name(), value));
      }
    }
    var bytes = new ByteArrayOutputStream();
    List<String> names =
        columns.keySet().stream()
            .sorted(
                (a, b) ->
                    Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
            .toList();
    for (String name : names) {
      bytes.write(columns.get(name));
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    sum = sum.add(new BigInteger(1, Arrays.copyOf(hash, 16))).mod(MODULUS);
    rows++;
  }

  private static byte[] column(String name, Object value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeUTF(name);
    if (value instanceof Long number) {
      out.writeByte(2);
      out.writeLong(number);
    } else if (value instanceof BigDecimal number) {
      byte[] unscaled = number.unscaledValue().toByteArray();
      out.writeByte(4);
      out.writeByte(number.scale());
      out.writeInt(unscaled.length);
      out.write(unscaled);
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeByte(5);
      out.writeInt(utf8.length);
      out.write(utf8);
    } else if (value instanceof OffsetDateTime time) {
      out.writeByte(9);
      out.writeLong(ChronoUnit.MICROS.between(OffsetDateTime.parse("1970-01-01T00:00Z"), time));
    } else {
      throw new IllegalArgumentException("No form for " + value.getClass());
    }
    return bytes.toByteArray();
  }

  String text() {
    String hex = sum.toString(16);
    return rows + " " + "0".repeat(32 - hex.length()) + hex;
  }
}
