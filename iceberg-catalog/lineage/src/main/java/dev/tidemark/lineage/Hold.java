package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Why {@code main} stands still.
 *
 * @param since when it was put on hold
 * @param by who did it; {@code run <id>} if a run found a foreign write
 * @param lead the run that led until then; null if none did
 */
public record Hold(String why, Instant since, String by, @Nullable String lead) {

  static Optional<Hold> of(TableMetadata table) {
    if (!MainMoves.isHeld(table)) {
      return Optional.empty();
    }
    Map<String, String> properties = table.properties();
    return Optional.of(
        new Hold(
            properties.getOrDefault(Keys.HELD_WHY, ""),
            Instant.ofEpochMilli(
                TextVectors.number(Keys.HELD_SINCE, properties.getOrDefault(Keys.HELD_SINCE, "0"))),
            properties.getOrDefault(Keys.HELD_BY, ""),
            properties.get(Keys.HELD_LEAD)));
  }
}
