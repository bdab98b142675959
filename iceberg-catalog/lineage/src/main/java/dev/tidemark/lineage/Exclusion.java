package dev.tidemark.lineage;

/**
 * Offsets that a table leaves out: {@code from} is the first one left out, {@code to} the first one
 * after it that is not.
 */
public record Exclusion(String topic, int partition, long from, long to) {

  public Exclusion {
    if (partition < 0 || from < 0 || from >= to) {
      throw new IllegalArgumentException(
          "Exclusion of %s-%d from %d to %d is empty or negative; give the first offset left out and the first one kept after it."
              .formatted(topic, partition, from, to));
    }
  }
}
