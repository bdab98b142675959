package dev.tidemark.compare;

import dev.tidemark.compare.rows.UncomparableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * When a row of a table with watermarks is final: once the watermark has reached the last
 * millisecond before the time in {@code column} plus {@code after}. For a window named by its begin
 * that is its length; by its end, zero.
 *
 * @param column a column of timestamps
 * @param after how long after that time
 */
public record ClosedBy(String column, Duration after) {

  /** Rows that a watermark has closed; a row without the time is not among them. */
  Predicate<StructLike> at(long watermark, Schema schema) {
    Types.NestedField field = schema.findField(column);
    if (field == null || field.type().typeId() != Type.TypeID.TIMESTAMP) {
      throw new UncomparableException(
          "--closed-by names %s, which is no column of timestamps; the columns are %s."
              .formatted(
                  column,
                  String.join(
                      ", ",
                      schema.columns().stream().map(it -> it.name() + " " + it.type()).toList())));
    }
    int position = schema.columns().indexOf(field);
    // end − 1 ms <= watermark, in microseconds and without rounding.
    long before = TimeUnit.MILLISECONDS.toMicros(watermark + 1 - after.toMillis());
    return row -> {
      Long time = row.get(position, Long.class);
      return time != null && time <= before;
    };
  }
}
