package dev.tidemark.lineage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Which versions of {@code main} outlive the expiry of snapshots: one in each stretch of time, kept
 * by a tag.
 *
 * <p>A table with an epoch each second makes 86,400 versions a day, and every commit writes the
 * list of all that are retained. So all of them are kept for an hour or so, and then one per
 * quarter of an hour for as long as a rollback may want it.
 */
public final class Retention {
  /** Tags that Tidemark sets and may take away; the root's and people's own are none of these. */
  private static final List<String> PASSING =
      List.of(Keys.KEPT_TAG, Keys.BEFORE_TAG, Keys.MOVE_TAG, Keys.CUT_TAG);

  private final TableCommits commits;

  private Retention(TableCommits commits) {
    this.commits = commits;
  }

  /** Opens a live table's retention. Asks the catalog nothing. */
  public static Retention of(Catalog catalog, TableIdentifier table) {
    return new Retention(new TableCommits(catalog, table, TableCommits.PATIENT));
  }

  /**
   * What {@link #thin} did.
   *
   * @param kept versions that got a tag
   * @param released tags that were taken away because their versions, or moves, are older than the
   *     horizon needs
   */
  public record Thinned(List<Long> kept, List<String> released) {
    public Thinned {
      kept = List.copyOf(kept);
      released = List.copyOf(released);
    }

    boolean isNothing() {
      return kept.isEmpty() && released.isEmpty();
    }
  }

  /**
   * Tags the newest epoch that readers saw of each stretch that ended by {@code expiring}, back to
   * the first that is older than {@code horizon}: without that one the way back would always end a
   * little short of it. Removes Tidemark's own tags of versions older than that, {@link BeforeTags}
   * if the move is older than the horizon. One commit, or none.
   *
   * <p>The markers of {@code main}'s moves are tagged too, whatever branch they are on, with what
   * lies between them and the epochs that they show: who moved readers, when and why is known until
   * the horizon, and a rollback to that time finds its epoch.
   *
   * <p>To be called before the versions older than {@code expiring} are expired. Stretches are
   * aligned to 1970, so a repeated call finds the tags of an earlier one. A stretch that is not
   * over at {@code expiring} gets no tag; to have one later, {@code expiring} must be where a
   * stretch ends, so that none of its versions is expired before.
   *
   * <p>An epoch counts where {@code main} came to it in the stretch in which it was made. What was
   * on a branch before its promote gets no tag: {@link Seen} takes the time of a tagged version for
   * the time at which readers saw it.
   */
  public Thinned thin(Duration stretch, Instant expiring, Instant horizon) {
    return thin(stretch, expiring, horizon, Set.of(), true);
  }

  /**
   * Sets the tags only, whatever the horizon, and none on versions that are going. To be called
   * before any version is expired by name, also a young one: Iceberg then drops the log of all that
   * {@code main} came to before it.
   */
  public void keep(Duration stretch, Instant now, Set<Long> except) {
    thin(stretch, now, Instant.EPOCH, except, false);
  }

  private Thinned thin(
      Duration stretch, Instant expiring, Instant horizon, Set<Long> except, boolean releasing) {
    return commits.perform(
        table -> {
          List<Seen> all =
              Seen.of(table).stream()
                  .filter(seen -> !except.contains(seen.snapshot().snapshotId()))
                  .toList();
          Map<String, Long> wanted = wanted(all, stretch, expiring, horizon);
          moves(table, all, expiring, horizon)
              .forEach(version -> wanted.put(Keys.MOVE_TAG + version, version));
          wanted.values().removeAll(except);
          Set<String> needed = Set.copyOf(wanted.keySet());
          wanted.keySet().removeAll(table.refs().keySet());
          List<String> stale = releasing ? stale(table, horizon) : new ArrayList<>();
          stale.removeAll(needed);
          Thinned thinned = new Thinned(List.copyOf(wanted.values()), stale);
          if (thinned.isNothing()) {
            return new Step.Done<>(thinned);
          }
          return Step.Change.of(
              transaction -> {
                var refs = transaction.manageSnapshots();
                wanted.forEach(refs::createTag);
                stale.forEach(refs::removeTag);
                refs.commit();
                var properties = transaction.updateProperties();
                BeforeTags.forget(stale, properties);
                properties.commit();
              },
              landed -> thinned);
        });
  }

  private static Map<String, Long> wanted(
      List<Seen> all, Duration stretch, Instant expiring, Instant horizon) {
    Map<String, Long> wanted = new LinkedHashMap<>();
    for (Seen seen : all) {
      Snapshot snapshot = seen.snapshot();
      long begin = begin(snapshot.timestampMillis(), stretch);
      boolean over = begin + stretch.toMillis() <= expiring.toEpochMilli();
      boolean seenThen = begin == begin(seen.since().toEpochMilli(), stretch);
      if (over && seenThen && Ancestry.isEpoch(snapshot)) {
        // Newest first: what comes later in the walk is older and loses.
        wanted.putIfAbsent(Keys.KEPT_TAG + begin / 1000, snapshot.snapshotId());
        if (seen.since().isBefore(horizon)) {
          break;
        }
      }
    }
    return wanted;
  }

  /**
   * Markers that readers saw until the horizon or later, with all that lies between each and its
   * epoch, if the marker or the epoch is about to be expired.
   */
  private static Set<Long> moves(
      TableMetadata table, List<Seen> all, Instant expiring, Instant horizon) {
    Set<Long> moves = new LinkedHashSet<>();
    Instant left = Instant.MAX;
    for (Seen seen : all) {
      if (left.isBefore(horizon)) {
        break;
      }
      left = seen.since();
      if (Markers.isMove(seen.snapshot()) && !isRoot(table, seen.snapshot().snapshotId())) {
        List<Snapshot> chain = downToItsEpoch(table, seen.snapshot());
        if (chain.get(chain.size() - 1).timestampMillis() < expiring.toEpochMilli()) {
          chain.forEach(snapshot -> moves.add(snapshot.snapshotId()));
        }
      }
    }
    return moves;
  }

  /** The marker alone if there is no epoch below it, or none any more. */
  private static List<Snapshot> downToItsEpoch(TableMetadata table, Snapshot marker) {
    List<Snapshot> chain = new ArrayList<>();
    for (Snapshot snapshot : Ancestry.of(table, marker.snapshotId())) {
      chain.add(snapshot);
      if (Ancestry.isEpoch(snapshot)) {
        return chain;
      }
    }
    return List.of(marker);
  }

  private static boolean isRoot(TableMetadata table, long version) {
    SnapshotRef root = table.ref(Keys.ROOT_TAG);
    return root != null && root.snapshotId() == version;
  }

  private static long begin(long at, Duration stretch) {
    return Math.floorDiv(at, stretch.toMillis()) * stretch.toMillis();
  }

  private static List<String> stale(TableMetadata table, Instant horizon) {
    List<String> stale = new ArrayList<>();
    table
        .refs()
        .forEach(
            (name, ref) -> {
              if (isPassing(name, ref) && since(table, name, ref).isBefore(horizon)) {
                stale.add(name);
              }
            });
    return stale;
  }

  private static boolean isPassing(String name, SnapshotRef ref) {
    return ref.isTag() && PASSING.stream().anyMatch(name::startsWith);
  }

  private static Instant since(TableMetadata table, String name, SnapshotRef ref) {
    if (BeforeTags.is(name)) {
      return BeforeTags.moved(table, name);
    }
    return Instant.ofEpochMilli(table.snapshot(ref.snapshotId()).timestampMillis());
  }
}
