package dev.tidemark.tests.reference;

import dev.tidemark.tests.table.Row;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What a table must hold once every event below an offset vector is in it. */
@FunctionalInterface
public interface Expected {
  /** The rows at that vector, in no order. */
  List<Row> rows(Map<TopicPartition, Long> to);
}
