package dev.tidemark.compare;

import dev.tidemark.compare.rows.LiveRow;
import dev.tidemark.compare.rows.RowHash;
import dev.tidemark.compare.rows.RowText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what differs, part by part: first the rows of A, then those of B, which cancel out with
 * equal ones. What is left when a part is done are the differences; they are counted, and some are
 * kept as samples, those with the smallest hashes of keys, so that each repetition shows the same.
 */
final class Findings {
  private record Row(RowHash hash, byte[] bytes) {}

  private final List<String> columns;
  private final int wanted;
  private final Map<RowHash, List<Row>> leftOfA = new HashMap<>();
  private final Map<RowHash, List<Row>> leftOfB = new HashMap<>();
  private final Map<String, Long> changedColumns = new TreeMap<>();
  private final List<Difference.Sample> onlyInA = new ArrayList<>();
  private final List<Difference.Sample> onlyInB = new ArrayList<>();
  private final List<Difference.Sample> differing = new ArrayList<>();
  private long onlyA;
  private long onlyB;
  private long changed;

  /**
   * @param columns the order in which samples have their values
   * @param wanted how many samples of each kind
   */
  Findings(List<String> columns, int wanted) {
    this.columns = columns;
    this.wanted = wanted;
  }

  void ofA(LiveRow row) {
    add(leftOfA, row);
  }

  void ofB(LiveRow row) {
    List<Row> same = leftOfA.get(row.key());
    RowHash hash = row.hash();
    if (same == null || !removeOne(same, hash)) {
      add(leftOfB, row);
    } else if (same.isEmpty()) {
      leftOfA.remove(row.key());
    }
  }

  private static void add(Map<RowHash, List<Row>> rows, LiveRow row) {
    rows.computeIfAbsent(row.key(), key -> new ArrayList<>(1))
        .add(new Row(row.hash(), row.bytes()));
  }

  private static boolean removeOne(List<Row> rows, RowHash hash) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).hash().equals(hash)) {
        rows.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Counts what is left of a part and forgets it. */
  void endOfPart() {
    var keys = new ArrayList<>(leftOfA.keySet());
    leftOfB.keySet().stream().filter(key -> !leftOfA.containsKey(key)).forEach(keys::add);
    keys.sort(Comparator.naturalOrder());
    for (RowHash key : keys) {
      List<Row> a = sorted(leftOfA.get(key));
      List<Row> b = sorted(leftOfB.get(key));
      int both = Math.min(a.size(), b.size());
      for (int i = 0; i < both; i++) {
        change(a.get(i), b.get(i));
      }
      a.stream().skip(both).forEach(this::missing);
      b.stream().skip(both).forEach(this::extra);
    }
    leftOfA.clear();
    leftOfB.clear();
  }

  private static List<Row> sorted(@Nullable List<Row> rows) {
    return rows == null
        ? List.of()
        : rows.stream().sorted(Comparator.comparing(Row::hash)).toList();
  }

  private void change(Row a, Row b) {
    changed++;
    List<String> differ = RowText.differing(a.bytes(), b.bytes());
    differ.forEach(column -> changedColumns.merge(column, 1L, Long::sum));
    keep(differing, () -> new Difference.Sample(text(a), text(b), differ));
  }

  private void missing(Row a) {
    onlyA++;
    keep(onlyInA, () -> new Difference.Sample(text(a), null, List.of()));
  }

  private void extra(Row b) {
    onlyB++;
    keep(onlyInB, () -> new Difference.Sample(null, text(b), List.of()));
  }

  private void keep(List<Difference.Sample> kept, Supplier<Difference.Sample> sample) {
    if (kept.size() < wanted) {
      kept.add(sample.get());
    }
  }

  private Map<String, @Nullable String> text(Row row) {
    return RowText.of(row.bytes(), columns);
  }

  long onlyA() {
    return onlyA;
  }

  long onlyB() {
    return onlyB;
  }

  long changed() {
    return changed;
  }

  /** Columns by how many changed keys differ in them, most first. */
  Map<String, Long> changedColumns() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    changedColumns.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  List<Difference.Sample> samples() {
    List<Difference.Sample> all = new ArrayList<>(differing);
    all.addAll(onlyInA);
    all.addAll(onlyInB);
    return all;
  }
}
