package dev.tidemark.compare.rows;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Where an equality delete reaches: data files of its own partition, of the same spec; a delete of
 * an unpartitioned spec reaches all files ("Scan Planning" in Iceberg's specification).
 */
final class Scopes {
  /** The scope of deletes that reach everywhere. */
  static final int EVERYWHERE = 0;

  private record Partition(int spec, StructLikeWrapper values) {}

  private final Map<Integer, PartitionSpec> specs;
  private final Map<Partition, Integer> numbers = new HashMap<>();

  Scopes(Map<Integer, PartitionSpec> specs) {
    this.specs = specs;
  }

  /** The scope of a file. */
  int of(ContentFile<?> file) {
    PartitionSpec spec = specs.get(file.specId());
    if (spec == null) {
      throw new IllegalStateException(
          "File %s has spec %d, which the table does not know.".formatted(file, file.specId()));
    }
    if (spec.isUnpartitioned()) {
      return EVERYWHERE;
    }
    var values = StructLikeWrapper.forType(spec.partitionType()).set(file.partition());
    return numbers.computeIfAbsent(
        new Partition(spec.specId(), values), unknown -> numbers.size() + 1);
  }
}
