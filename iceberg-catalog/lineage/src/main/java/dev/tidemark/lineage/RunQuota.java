package dev.tidemark.lineage;

import dev.tidemark.definition.TableName;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's brokers let the readers of a run have. The brokers keep it under the readers' client
 * ids; the table remembers it, so that whoever ends it knows which ids there are, and needs Kafka
 * only if there is one.
 *
 * @param run the run's id
 * @param bytesPerSecond from each broker, of all readers together
 * @param readers how many client ids have a part of it, numbered from 0
 */
public record RunQuota(String run, long bytesPerSecond, int readers) {
  public RunQuota {
    RunNames.check(run);
    if (bytesPerSecond < 1 || readers < 1) {
      throw new IllegalArgumentException(
          "A quota of %d bytes a second for %d readers holds nobody back; both are 1 or more."
              .formatted(bytesPerSecond, readers));
    }
  }

  /**
   * What the client id of a run's reader begins with; behind it stands its number. The same for
   * every topic that the run reads, and no other run's.
   */
  public static String clientIdPrefix(TableName table, String run) {
    return "tidemark-%s-%s".formatted(table, run);
  }

  /** The client ids of the run's readers. */
  public List<String> clientIds(TableName table) {
    return IntStream.range(0, readers)
        .mapToObj(reader -> clientIdPrefix(table, run) + "-" + reader)
        .toList();
  }

  String value() {
    return "%d %d".formatted(bytesPerSecond, readers);
  }

  /** What the table remembers of a run; null if it has no quota. */
  static @Nullable RunQuota of(TableMetadata table, String run) {
    String key = Keys.quota(run);
    String value = table.properties().get(key);
    if (value == null) {
      return null;
    }
    String[] parts = value.split(" ", 2);
    if (parts.length != 2) {
      throw new TidemarkFormatException(
          "Property %s is damaged: it holds \"%s\" instead of a rate and a number of readers. Compare it with the tidemark specification."
              .formatted(key, value));
    }
    return new RunQuota(
        run, TextVectors.number(key, parts[0]), Math.toIntExact(TextVectors.number(key, parts[1])));
  }
}
