package dev.tidemark.compare;

import dev.tidemark.compare.rows.UncomparableException;
import dev.tidemark.lineage.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Two versions, and whether their rows have to be equal.
 *
 * <p>They have to if both hold the same events and the same definition made them, for two reasons,
 * one for each class of definitions (DESIGN.md, invariant 7):
 *
 * <ul>
 *   <li><em>prefix</em>: the rows are a function of the events that are in;
 *   <li><em>watermark</em>: they are a function of these and of the watermark that the transform
 *       has passed, since what a window or a join holds back comes out when it passes. Equal
 *       offsets are not enough: an epoch can take in the records and the next one the rows that
 *       their watermark closes.
 * </ul>
 *
 * So events and watermark must be equal, which asks nothing of definitions without event time: they
 * have no watermark. The alternative, {@link ClosedBy}, needs equal events only below the offsets
 * that both have passed: a record is late, and in no row, if it is older than its partition's
 * newest by more than the lateness, so once a partition's watermark is at w no later record of it
 * changes a row that closes by w. Rows closed at w are hence a function of the log, the start, the
 * exclusions and w, however far each run has read.
 *
 * @param a one side
 * @param b the other
 * @param closed which rows count; null for all
 * @param gaps partitions of which they hold different events
 * @param obstacles why their rows need not be equal; empty if they must be
 */
public record Pair(
    Side a, Side b, @Nullable Closed closed, List<EventGap> gaps, List<Obstacle> obstacles) {
  private static final String ANYWAY = "Pass --anyway to see how their rows differ.";

  /**
   * Rows that count.
   *
   * @param by what closes a row
   * @param watermark the smaller one of both sides
   */
  public record Closed(ClosedBy by, long watermark) {}

  /**
   * Why rows need not be equal.
   *
   * @param fact one sentence
   * @param next what to do, one sentence
   */
  public record Obstacle(String fact, String next) {
    @Override
    public String toString() {
      return fact + " " + next;
    }
  }

  /** What is asked for. */
  public record Wish(String a, String b, @Nullable String at, @Nullable ClosedBy closedBy) {}

  /**
   * Finds the versions.
   *
   * @param a table of side A, loaded once for the whole comparison
   * @param b table of side B; the same object for the same table
   * @throws UncomparableException if there are no such versions, or if nothing can be compared
   */
  public static Pair find(Table a, Table b, Wish wish) {
    requireEqualKeys(a, b);
    Sides.Found foundA = Sides.find(wish.a(), a);
    Sides.Found foundB = Sides.find(wish.b(), b);
    if (wish.at() != null) {
      foundA = Sides.at(foundA, wish.at());
    }
    if (wish.closedBy() != null) {
      return closed(Sides.heads(foundA, foundB), wish.closedBy());
    }
    List<Side> sides = Sides.atACommonCut(foundA, foundB);
    Side one = sides.get(0);
    Side other = sides.get(1);
    List<Obstacle> obstacles = new ArrayList<>();
    List<EventGap> gaps = gaps(one, other);
    if (!gaps.isEmpty()) {
      obstacles.add(events(one, other, gaps));
    }
    if (!Objects.equals(one.reached(), other.reached())) {
      obstacles.add(
          new Obstacle(
              "%s has closed rows up to %s, %s up to %s."
                  .formatted(one.name(), watermark(one), other.name(), watermark(other)),
              "Pass --closed-by with the column that says when a row is final; where no window or timed join holds rows back, pass --anyway."));
    }
    definitions(one, other, obstacles);
    return new Pair(one, other, null, gaps, List.copyOf(obstacles));
  }

  private static Pair closed(List<Side> sides, ClosedBy by) {
    Side a = sides.get(0);
    Side b = sides.get(1);
    for (Side side : sides) {
      if (side.reached() == null) {
        throw new UncomparableException(
            "%s has no watermark, so none of its rows is closed; leave --closed-by out, or wait for its first one."
                .formatted(side.name()));
      }
    }
    List<Obstacle> obstacles = new ArrayList<>();
    List<EventGap> gaps = gaps(a, b);
    EventSet ofA = EventSet.of(Objects.requireNonNull(a.mark()));
    EventSet ofB = EventSet.of(Objects.requireNonNull(b.mark()));
    if (!ofA.upTo(ofB).equals(ofB.upTo(ofA))) {
      obstacles.add(
          new Obstacle(
              "%s and %s hold different events below the offsets that both have read, so their starts or exclusions differ: %s."
                  .formatted(a.name(), b.name(), text(gaps)),
              ANYWAY));
    }
    definitions(a, b, obstacles);
    long watermark =
        Math.min(Objects.requireNonNull(a.reached()), Objects.requireNonNull(b.reached()));
    return new Pair(a, b, new Closed(by, watermark), gaps, List.copyOf(obstacles));
  }

  private static List<EventGap> gaps(Side a, Side b) {
    if (a.mark() == null && b.mark() == null) {
      return List.of();
    }
    for (Side side : List.of(a, b)) {
      if (side.mark() == null) {
        throw new UncomparableException(
            "%s holds no events yet; wait for its first epoch: tidemark history %s."
                .formatted(side.name(), Side.namedByCommands(side.table())));
      }
    }
    return EventGap.between(Objects.requireNonNull(a.mark()), Objects.requireNonNull(b.mark()));
  }

  private static Obstacle events(Side a, Side b, List<EventGap> gaps) {
    String different =
        "%s and %s hold different events (%s)".formatted(a.name(), b.name(), text(gaps));
    for (Side side : List.of(a, b)) {
      if (side.hasNoEpochOfItsOwn()) {
        return new Obstacle(
            "%s: %s has no epoch of its own yet, only what it begins with."
                .formatted(different, side.asked()),
            "Wait for its first epoch: tidemark runs %s."
                .formatted(Side.namedByCommands(side.table())));
      }
    }
    return aCutMayHelp(a, b)
        ? new Obstacle(
            different + ", and no two earlier versions of theirs hold the same.",
            "Pass --cut to have one stand still where the other is, wait until both have read everything, or pass --anyway to see how their rows differ.")
        : new Obstacle(
            different
                + ", since they begin or leave out differently; that stays so however far they read.",
            ANYWAY);
  }

  /** Only if it is the ends that differ. */
  private static boolean aCutMayHelp(Side a, Side b) {
    Tidemark one = Objects.requireNonNull(a.mark());
    Tidemark other = Objects.requireNonNull(b.mark());
    EventSet ofA = EventSet.of(one);
    EventSet ofB = EventSet.of(other);
    return Set.copyOf(one.exclusions()).equals(Set.copyOf(other.exclusions()))
        && ofA.upTo(ofB).equals(ofB.upTo(ofA));
  }

  private static String text(List<EventGap> gaps) {
    int named = 3;
    return String.join("; ", gaps.stream().limit(named).map(EventGap::text).toList())
        + (gaps.size() > named ? "; and %d more partitions".formatted(gaps.size() - named) : "");
  }

  private static void definitions(Side a, Side b, List<Obstacle> obstacles) {
    Optional<String> one = a.tidemark().map(Tidemark::definition);
    Optional<String> other = b.tidemark().map(Tidemark::definition);
    if (!one.equals(other)) {
      obstacles.add(
          new Obstacle(
              "%s is made by the definition %s, %s by %s: other rows are what another definition is for."
                  .formatted(a.name(), one.orElse("-"), b.name(), other.orElse("-")),
              "Pass --anyway to see which."));
    }
  }

  private static String watermark(Side side) {
    return side.watermark().map(Object::toString).orElse("nothing yet");
  }

  private static void requireEqualKeys(Table a, Table b) {
    if (!key(a.schema()).equals(key(b.schema()))) {
      throw new UncomparableException(
          "%s has the key %s, %s has %s; only tables with the same key can be compared."
              .formatted(a.name(), key(a.schema()), b.name(), key(b.schema())));
    }
  }

  private static Set<String> key(Schema schema) {
    return new TreeSet<>(schema.identifierFieldNames());
  }

  /** Whether both hold exactly the same events. */
  public boolean sameEvents() {
    return gaps.isEmpty();
  }
}
