package dev.tidemark.connector.plan;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.definition.TableName;
import java.time.Duration;
import java.util.Map;

/** A pace as settings of a SQL session, whose sources find them there. */
public final class PaceSettings {
  private static final String TABLE = "table";
  private static final String OBJECTIVE = "objective-ms";
  private static final String MAX_RATE = "max-rate";
  private static final String FOLLOWS = "follows-live";

  private PaceSettings() {}

  /** Its settings, without a prefix; the catalog is the session's. */
  public static Map<String, String> write(Pace pace) {
    return Map.of(
        TABLE,
        pace.table().toString(),
        OBJECTIVE,
        Long.toString(pace.objective().toMillis()),
        MAX_RATE,
        Double.toString(pace.maxRate()),
        FOLLOWS,
        Boolean.toString(pace.followsLive()));
  }

  /** What {@link #write} wrote. */
  public static Pace read(Map<String, String> settings, CatalogSettings catalog) {
    return new Pace(
        TableName.parse(settings.getOrDefault(TABLE, "")),
        catalog,
        Duration.ofMillis(Long.parseLong(settings.getOrDefault(OBJECTIVE, ""))),
        Double.parseDouble(settings.getOrDefault(MAX_RATE, "Infinity")),
        Boolean.parseBoolean(settings.getOrDefault(FOLLOWS, "true")));
  }
}
