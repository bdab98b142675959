/**
 * From bytes to rows: Avro in the Confluent wire format, and what becomes of bytes that are not.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.decode;
