package dev.tidemark.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShopGeneratorTest {
  private static final int LINES = 20_000;

  @Test
  void theSameSeedMakesTheSameLinesWhetherPoisonIsTakenOrNot() {
    var poisoned = new ShopGenerator(7);
    var plain = new ShopGenerator(7);
    for (int i = 0; i < 1_000; i++) {
      var unused = poisoned.poison();
      assertThat(poisoned.next()).isEqualTo(plain.next());
    }
    assertThat(lines(8)).isNotEqualTo(lines(7));
  }

  @Test
  void aFewProductsSellMost() {
    var sold = new HashMap<String, Integer>();
    lines(1).forEach(line -> sold.merge(line.get("StockCode"), 1, Integer::sum));
    List<Integer> counts = sold.values().stream().sorted().toList();
    int top = counts.subList(counts.size() - 100, counts.size()).stream().mapToInt(n -> n).sum();
    assertThat(top).isGreaterThan(LINES / 2);
    assertThat(sold).hasSizeGreaterThan(1_500);
  }

  @Test
  void ordersAreCancelledWithTheirQuantitiesNegated() {
    List<Map<String, String>> cancelled =
        lines(1).stream().filter(line -> line.get("InvoiceNo").startsWith("C")).toList();
    assertThat(cancelled).hasSizeBetween(LINES / 200, LINES / 20);
    assertThat(cancelled)
        .filteredOn(line -> !line.get("Description").isEmpty())
        .allSatisfy(line -> assertThat(line.get("Quantity")).startsWith("-"));
  }

  @Test
  void productsAreWrittenOffAndComeBackAndChangeTheirPrices() {
    var gone = new HashSet<String>();
    var back = new HashSet<String>();
    var prices = new HashMap<String, HashSet<String>>();
    for (Map<String, String> line : lines(1)) {
      String code = line.get("StockCode");
      if (line.get("Description").isEmpty()) {
        gone.add(code);
      } else {
        if (gone.contains(code)) {
          back.add(code);
        }
        prices.computeIfAbsent(code, c -> new HashSet<>()).add(line.get("UnitPrice"));
      }
    }
    assertThat(gone).hasSizeGreaterThan(20);
    assertThat(back).hasSizeGreaterThan(10);
    assertThat(prices.values()).anyMatch(seen -> seen.size() > 1);
  }

  @Test
  void poisonIsRareAndOfAllKinds() {
    var shop = new ShopGenerator(1);
    var lengths = new HashSet<Integer>();
    int poison = 0;
    for (int i = 0; i < 100_000; i++) {
      var bytes = shop.poison();
      if (bytes.isPresent()) {
        poison++;
        lengths.add(bytes.get().length);
      }
    }
    assertThat(poison).isBetween(20, 120);
    assertThat(lengths).containsExactlyInAnyOrder(0, 3, 9, 20);
  }

  private static List<Map<String, String>> lines(long seed) {
    var shop = new ShopGenerator(seed);
    var lines = new ArrayList<Map<String, String>>();
    for (int i = 0; i < LINES; i++) {
      lines.add(shop.next().orElseThrow());
    }
    return lines;
  }
}
