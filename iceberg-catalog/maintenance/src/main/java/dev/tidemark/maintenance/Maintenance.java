package dev.tidemark.maintenance;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Retention;
import dev.tidemark.lineage.Run;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The maintenance of one live table and its quarantine, beside whatever runs commit to it.
 *
 * <p>Each step is safe to kill and to repeat: thinning is one commit that finds its earlier work,
 * expiry and orphan removal delete only what nothing refers to any more. Two at once do no harm
 * beyond work done twice. Not thread-safe.
 */
public final class Maintenance {
  private final LiveTable live;
  private final Retention retention;
  private final Clock clock;

  private Maintenance(LiveTable live, Retention retention, Clock clock) {
    this.live = live;
    this.retention = retention;
    this.clock = clock;
  }

  /**
   * Opens the maintenance of a live table.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException if there is none
   */
  public static Maintenance of(Catalog catalog, TableIdentifier table, Clock clock) {
    return new Maintenance(LiveTable.open(catalog, table), Retention.of(catalog, table), clock);
  }

  /**
   * What expiry did, or would do.
   *
   * @param versions snapshots of the table that were forgotten
   * @param quarantineVersions snapshots of its quarantine that were
   * @param kept versions that got a tag, so that they stay until the horizon
   * @param released tags that were removed because they are older than the horizon needs
   */
  public record Expired(long versions, long quarantineVersions, long kept, long released) {}

  /** Forgets old versions, of those that the policy keeps longer first making sure of them. */
  public Expired expire(Policy policy) {
    Instant now = clock.instant();
    Instant expiring = policy.expiring(now);
    Retention.Thinned thinned =
        retention.thin(policy.stretch(), expiring, now.minus(policy.horizon()));
    return new Expired(
        Expiry.expire(live, expiring),
        Expiry.expireQuarantine(live, expiring),
        thinned.kept().size(),
        thinned.released().size());
  }

  /** How many versions {@link #expire} would forget, before those that would then get a tag. */
  public long wouldExpire(Policy policy) {
    return Expiry.count(live, policy.expiring(clock.instant()));
  }

  /**
   * Rewrites the small files of every run's branch, and those with many deletes, so that reading
   * them is cheap again; readers of {@code main} have the lead's at once.
   *
   * @param progress told what was done so far on the branch at hand
   * @throws dev.tidemark.lineage.RefusedException if the deletes of a group do not fit into memory
   */
  public Compacted compact(Consumer<Compacted> progress) {
    Compacted all = Compacted.NOTHING;
    for (Run run : live.runs()) {
      all = all.and(new Compaction(live, run.branch(), progress).perform());
    }
    live.carryMainAlong();
    return all;
  }

  /** What {@link #compact} would rewrite. */
  public Compacted wouldCompact() {
    return live.runs().stream()
        .map(run -> new Compaction(live, run.branch(), done -> {}).plan())
        .reduce(Compacted.NOTHING, Compacted::and);
  }

  /**
   * Finds files of the table and its quarantine that nothing refers to.
   *
   * @return their locations; empty where the storage cannot list files, or the table's properties
   *     put them elsewhere
   */
  public List<String> findOrphans(Policy policy) {
    Instant old = clock.instant().minus(policy.orphans());
    return List.of(live.table(), live.quarantine()).stream()
        .filter(Orphans::canBeFound)
        .flatMap(table -> Orphans.find(table, old).stream())
        .toList();
  }

  /** Removes files that {@link #findOrphans} found. A file that is gone already is no error. */
  public void remove(List<String> orphans) {
    if (!orphans.isEmpty()) {
      Table table = live.table();
      CatalogUtil.deleteFiles(table.io(), orphans, "orphan", true);
    }
  }
}
