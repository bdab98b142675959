package dev.tidemark.lineage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;

/**
 * The offsets that a table leaves out: one table property per entry, added and never changed.
 *
 * <p>Each entry has a key of its own, because a REST catalog compares nothing when properties
 * change: under a common key, or a counted one, the later of two entries made at once would erase
 * the earlier. So whatever is sent twice, late, or beside another entry ends with each entry there
 * once. Of two calls at once that leave out the same offsets both may make an entry; together they
 * leave out what one would.
 *
 * <p>The ledger is for runs that start later: a run keeps what it began with ({@link #ofRun}),
 * since what it has read already is in its rows.
 */
final class ExclusionLedger {
  private static final Comparator<ExclusionEntry> ORDER =
      Comparator.comparing(ExclusionEntry::at).thenComparing(ExclusionEntry::id);

  private final TableCommits commits;
  private final Clock clock;

  ExclusionLedger(TableCommits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /** Adds an entry; empty if all of the ranges are left out already. */
  Optional<ExclusionEntry> add(List<Exclusion> ranges, String by, String reason) {
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("No offsets are given; give at least one range.");
    }
    ExclusionEntry entry =
        new ExclusionEntry(
            UUID.randomUUID().toString(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            by,
            reason,
            ranges);
    String key = Keys.EXCLUSION_ENTRY + entry.id();
    return commits.perform(
        table -> {
          if (table.properties().containsKey(key)) {
            return new Step.Done<>(Optional.of(entry));
          }
          if (Exclusions.without(ranges, effective(table)).isEmpty()) {
            return new Step.Done<>(Optional.empty());
          }
          return new Step.Change<>(
              loaded -> loaded.updateProperties().set(key, text(entry)).commit(),
              Step.Finish.NOTHING,
              landed -> Optional.of(entry));
        });
  }

  /** All entries, oldest first. */
  static List<ExclusionEntry> entries(TableMetadata table) {
    return table.properties().entrySet().stream()
        .filter(property -> property.getKey().startsWith(Keys.EXCLUSION_ENTRY))
        .map(ExclusionLedger::entry)
        .sorted(ORDER)
        .toList();
  }

  /** What all entries leave out together, in the fewest ranges. */
  static List<Exclusion> effective(TableMetadata table) {
    return Exclusions.merged(
        entries(table).stream().flatMap(entry -> entry.ranges().stream()).toList());
  }

  /** What a run began with, which stays. */
  static List<Exclusion> ofRun(TableMetadata table, String run) {
    String key = Keys.runExclusions(run);
    return Exclusions.parse(key, table.properties().getOrDefault(key, ""));
  }

  private static String text(ExclusionEntry entry) {
    return "%d %s %s %s"
        .formatted(
            entry.at().toEpochMilli(),
            Exclusions.text(entry.ranges()),
            URLEncoder.encode(entry.by(), StandardCharsets.UTF_8),
            entry.reason());
  }

  private static ExclusionEntry entry(Map.Entry<String, String> property) {
    String key = property.getKey();
    String[] parts = property.getValue().split(" ", 4);
    if (parts.length != 4) {
      throw new TidemarkFormatException(
          "Property %s is damaged: it holds \"%s\" instead of time, ranges, name and reason. Compare it with the tidemark specification."
              .formatted(key, property.getValue()));
    }
    return new ExclusionEntry(
        key.substring(Keys.EXCLUSION_ENTRY.length()),
        Instant.ofEpochMilli(TextVectors.number(key, parts[0])),
        URLDecoder.decode(parts[2], StandardCharsets.UTF_8),
        parts[3],
        Exclusions.parse(key, parts[1]));
  }
}
