package dev.tidemark.lineage;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The erasure ledger of a live table, and what must happen to its branches and tags so that old
 * versions can go. Which rows, files and versions that are is found out elsewhere.
 *
 * <p><b>Why nothing of an erased person lands later.</b> {@link #record} adds the entries and puts
 * a snapshot on every branch in one commit. An epoch that was decided before it is compared with
 * the branch as it was, loses, and is decided again on metadata that has the entries, by which its
 * files are cleaned ({@link EpochFiles}). A branch that is made meanwhile and was not seen is found
 * by the next decision, which goes on until every branch has such a snapshot; a branch made after
 * the entries is only ever seen together with them, since a table's metadata has one order. For the
 * quarantine the same holds, with its own entries and its one branch.
 *
 * <p>Each call is one commit or several, each of which leaves a table that the next call, or a
 * repetition after a kill, takes for what it is.
 */
public final class Erasures {
  private final TableCommits live;
  private final TableCommits quarantine;
  private final Clock clock;

  private Erasures(TableCommits live, TableCommits quarantine, Clock clock) {
    this.live = live;
    this.quarantine = quarantine;
    this.clock = clock;
  }

  /** Opens those of a live table. Asks the catalog nothing. */
  public static Erasures of(Catalog catalog, TableIdentifier table, Clock clock) {
    return new Erasures(
        new TableCommits(catalog, table, TableCommits.PATIENT),
        new TableCommits(catalog, QuarantineTable.of(table), TableCommits.PATIENT),
        clock);
  }

  /** The ledger, oldest entry first. */
  public List<Erasure> list() {
    return ErasureLedger.entries(live.fresh().properties());
  }

  /** Entries for these keys: those that the ledger has, and new ones, which are not in it yet. */
  public List<Erasure> prepare(List<ErasureKey> keys, String by, String reason) {
    List<Erasure> ledger = list();
    String salt = ledger.isEmpty() ? KeyHash.newSalt() : ledger.get(ledger.size() - 1).salt();
    KeyHash hash = new KeyHash(salt);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Erasure> prepared = new ArrayList<>();
    for (ErasureKey key : keys) {
      SortedMap<Integer, String> hashes = new TreeMap<>();
      key.values().forEach((column, text) -> hashes.put(column, hash.of(text)));
      String id = UUID.randomUUID().toString();
      Erasure wanted = new Erasure(id, now, by, reason, salt, hashes);
      prepared.add(ledger.stream().filter(wanted::isOfSame).findFirst().orElse(wanted));
    }
    return prepared;
  }

  /** Adds entries, in both tables; from then on nothing lands that they name. Repeatable. */
  public void record(List<Erasure> entries) {
    record(quarantine, entries);
    record(live, entries);
  }

  private static void record(TableCommits commits, List<Erasure> entries) {
    boolean again = true;
    while (again) {
      again = commits.perform(table -> record(table, entries));
    }
  }

  private static Step<Boolean> record(TableMetadata table, List<Erasure> entries) {
    List<Erasure> missing =
        entries.stream()
            .filter(entry -> !table.properties().containsKey(ErasureLedger.key(entry)))
            .toList();
    int count = ErasureLedger.entries(table.properties()).size() + missing.size();
    Stands stands = Stands.behind(table, count);
    if (missing.isEmpty() && stands.isEmpty()) {
      return new Step.Done<>(false);
    }
    return Step.Change.of(
        transaction -> {
          stands.append(transaction);
          var properties = transaction.updateProperties();
          missing.forEach(
              entry -> properties.set(ErasureLedger.key(entry), ErasureLedger.text(entry)));
          properties.commit();
        },
        landed -> true);
  }

  /**
   * Puts a snapshot on each branch whose newest epoch is one of these versions, with the tidemark
   * of that epoch, so that the run's chain holds without it. The branch's head must not be one of
   * them.
   */
  public void standAbove(Set<Long> versions) {
    live.perform(
        table -> {
          int count = ErasureLedger.entries(table.properties()).size();
          Stands stands = Stands.above(table, versions, count);
          return stands.isEmpty()
              ? new Step.Done<>(false)
              : Step.Change.of(stands::append, landed -> true);
        });
  }

  /**
   * What {@link #release} took away.
   *
   * @param tags people's own too
   * @param points recovery points, whose tags are among these; from the same commit on their
   *     savepoints are among the {@link LeftSavepoints}, so that a kill leaves none behind
   */
  public record Released(List<String> tags, List<RecoveryPoint> points) {
    public Released {
      tags = List.copyOf(tags);
      points = List.copyOf(points);
    }
  }

  /** What {@link #release} would take away. */
  public Released held(Set<Long> versions) {
    return held(live.fresh(), versions);
  }

  private static Released held(TableMetadata table, Set<Long> versions) {
    return new Released(
        table.refs().entrySet().stream()
            .filter(ref -> ref.getValue().isTag())
            .filter(ref -> versions.contains(ref.getValue().snapshotId()))
            .map(java.util.Map.Entry::getKey)
            .sorted()
            .toList(),
        RecoveryPoints.list(table).stream()
            .filter(point -> versions.contains(point.snapshotId()))
            .toList());
  }

  /** Takes away all tags and recovery points of some versions, in one commit. */
  public Released release(Set<Long> versions) {
    return live.perform(
        table -> {
          Released released = held(table, versions);
          if (released.tags().isEmpty() && released.points().isEmpty()) {
            return new Step.Done<>(released);
          }
          return Step.Change.of(
              transaction -> {
                var refs = transaction.manageSnapshots();
                released.tags().forEach(refs::removeTag);
                refs.commit();
                var properties = transaction.updateProperties();
                for (RecoveryPoint point : released.points()) {
                  LeftSavepoint left = LeftSavepoint.of(point);
                  properties.remove(point.key()).set(left.key(), left.value());
                }
                BeforeTags.forget(released.tags(), properties);
                properties.commit();
              },
              landed -> released);
        });
  }
}
