package dev.tidemark.erase;

import dev.tidemark.lineage.ErasedKeys;
import dev.tidemark.lineage.RecordWords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

/** Records in quarantine whose key, value, headers or message hold all values of a person. */
record UnwantedRecords(ErasedKeys erased) implements Unwanted {

  @Override
  public Expression where() {
    return Expressions.alwaysTrue();
  }

  @Override
  public Optional<Schema> columns(Schema ofFile) {
    Schema read = ofFile.select("key", "value", "headers", "message");
    return read.columns().isEmpty() ? Optional.empty() : Optional.of(read);
  }

  @Override
  public Predicate<Record> in(Schema columns) {
    return record -> {
      RecordWords words = new RecordWords();
      columns.columns().forEach(column -> add(record.getField(column.name()), words));
      return erased.areAmong(words.words());
    };
  }

  private static void add(@Nullable Object part, RecordWords words) {
    if (part instanceof ByteBuffer bytes) {
      words.add(ByteBuffers.toByteArray(bytes));
    } else if (part instanceof CharSequence text) {
      words.add(text.toString().getBytes(StandardCharsets.UTF_8));
    } else if (part instanceof Map<?, ?> headers) {
      headers.forEach(
          (name, value) -> {
            add(name, words);
            add(value, words);
          });
    }
  }
}
