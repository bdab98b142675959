package dev.tidemark.connector.decode;

import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Avro value in the writer's encoding and gives it in the contract's type, or null.
 * Resolved once per schema id, so that a record costs no look-ups.
 */
@FunctionalInterface
interface ValueReader {
  /**
   * @param limit no string or bytes value can be longer than the record it is in; a length beyond
   *     that is damage and must not be allocated
   */
  @Nullable Object read(BinaryDecoder in, int limit) throws IOException, UnusableRecordException;
}
