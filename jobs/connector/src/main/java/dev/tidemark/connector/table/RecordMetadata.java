package dev.tidemark.connector.table;

import dev.tidemark.connector.decode.SourceRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/** What can be read of a record besides its fields: {@code x BIGINT METADATA FROM 'offset'}. */
enum RecordMetadata {
  TOPIC("topic", SourceRow.TOPIC, DataTypes.STRING().notNull()),
  PARTITION("partition", SourceRow.PARTITION, DataTypes.INT().notNull()),
  OFFSET("offset", SourceRow.OFFSET, DataTypes.BIGINT().notNull()),
  /** Kafka's, of the record; not the event time. */
  TIMESTAMP("timestamp", SourceRow.TIMESTAMP, DataTypes.TIMESTAMP_LTZ(3).notNull()),
  HEADERS(
      "headers",
      SourceRow.HEADERS,
      DataTypes.MAP(DataTypes.STRING().notNull(), DataTypes.BYTES()).notNull()),
  SCHEMA_ID("schema-id", SourceRow.SCHEMA_ID, DataTypes.INT());

  private final String key;
  private final String column;
  private final DataType type;

  RecordMetadata(String key, String column, DataType type) {
    this.key = key;
    this.column = column;
    this.type = type;
  }

  /** Where it stands in a decoded row. */
  static String column(String key) {
    return Arrays.stream(values())
        .filter(m -> m.key.equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no metadata " + key))
        .column;
  }

  static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(m -> types.put(m.key, m.type));
    return types;
  }
}
