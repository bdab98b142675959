package dev.tidemark.lineage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The persons that a table holds no more: one property per entry, added and never changed, for the
 * same reason as in {@link ExclusionLedger}. The quarantine table has the same entries.
 */
final class ErasureLedger {
  private static final Comparator<Erasure> ORDER =
      Comparator.comparing(Erasure::at).thenComparing(Erasure::id);

  private ErasureLedger() {}

  /** All entries in a table's properties, oldest first. */
  static List<Erasure> entries(Map<String, String> properties) {
    return properties.entrySet().stream()
        .filter(property -> property.getKey().startsWith(Keys.ERASURE))
        .map(property -> entry(property.getKey(), property.getValue()))
        .sorted(ORDER)
        .toList();
  }

  static String key(Erasure erasure) {
    return Keys.ERASURE + erasure.id();
  }

  static String text(Erasure erasure) {
    return "%d %s %s %s %s"
        .formatted(
            erasure.at().toEpochMilli(),
            erasure.salt(),
            erasure.hashes().entrySet().stream()
                .map(hash -> hash.getKey() + ":" + hash.getValue())
                .collect(Collectors.joining(",")),
            URLEncoder.encode(erasure.by(), StandardCharsets.UTF_8),
            erasure.reason());
  }

  private static Erasure entry(String key, String value) {
    String[] parts = value.split(" ", 5);
    if (parts.length != 5) {
      throw new TidemarkFormatException(
          "Property %s is damaged: it does not hold time, salt, hashes, name and reason. Compare it with the tidemark specification."
              .formatted(key));
    }
    SortedMap<Integer, String> hashes = new TreeMap<>();
    Arrays.stream(parts[2].split(","))
        .map(hash -> hash.split(":", 2))
        .forEach(hash -> hashes.put((int) TextVectors.number(key, hash[0]), hash[1]));
    return new Erasure(
        key.substring(Keys.ERASURE.length()),
        Instant.ofEpochMilli(TextVectors.number(key, parts[0])),
        URLDecoder.decode(parts[3], StandardCharsets.UTF_8),
        parts[4],
        parts[1],
        hashes);
  }
}
