package dev.tidemark.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compare.Products.Stamp;
import dev.tidemark.compare.rows.UncomparableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of one table, on a catalog and files. */
class ComparisonTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void runsThatCameToTheSameRowsOnOtherWaysAreEqual(int format) throws Exception {
    try (Products products = Products.keyed(folder, format)) {
      long last = DeletesTest.live(products, "r1", new Random(3), "NL", "BE");
      List<Record> rows = new ArrayList<>();
      try (var read = IcebergGenerics.read(products.live.table()).useSnapshot(last).build()) {
        read.forEach(rows::add);
      }
      // Backwards, in one epoch, over rows that are replaced.
      products.commit("r2", 5, products.row(1, "XX", "9.999"), products.row(77, "XX", null));
      Collections.reverse(rows);
      products.commit("r2", Stamp.to(144), rows, List.of(products.row(77, "XX", null)));
      boolean oneIsThere = rows.stream().anyMatch(row -> row.getField("id").equals(1L));
      if (!oneIsThere) {
        products.commit("r2", Stamp.to(144), List.of(), List.of(products.row(1, "XX", null)));
      }

      Pair pair = products.pair("r1", "r2");
      assertThat(pair.obstacles()).isEmpty();
      assertThat(pair.sameEvents()).isTrue();
      Difference difference = products.compare("r1", "r2");
      assertThat(difference.isEmpty()).isTrue();
      assertThat(difference.a().rows()).isEqualTo(rows.size());
      var document = new DigestFromTheDocument();
      for (Record row : rows) {
        document.add(products.live.table().schema(), row);
      }
      assertThat(difference.a().rows() + " " + difference.a().text()).isEqualTo(document.text());
    }
  }

  @Test
  void missingExtraAndChangedKeysAreCountedAndShown() throws Exception {
    try (Products products = Products.keyed(folder, 2)) {
      products.commit(
          "r1",
          10,
          products.row(1, "NL", "1.000"),
          products.row(2, "NL", null),
          products.row(3, "BE", "3.000"),
          products.row(4, "BE", "4.000"));
      products.commit(
          "r2",
          10,
          products.row(1, "NL", "1.000"),
          products.row(2, "BE", "2.000"),
          products.row(4, "BE", "4.500"),
          products.row(5, "BE", "5.000"),
          products.row(6, "BE", "6.000"));

      Difference difference = products.compare("r1", "r2");

      assertThat(difference.isEmpty()).isFalse();
      assertThat(difference.complete()).isTrue();
      assertThat(difference.a().rows()).isEqualTo(4);
      assertThat(difference.b().rows()).isEqualTo(5);
      assertThat(difference.onlyA()).isEqualTo(1);
      assertThat(difference.onlyB()).isEqualTo(2);
      assertThat(difference.changed()).isEqualTo(2);
      assertThat(difference.changedColumns())
          .containsExactly(Map.entry("price", 2L), Map.entry("country", 1L));
      assertThat(difference.buckets()).hasSize(5);
      assertThat(difference.samples())
          .filteredOn(sample -> sample.a() != null && sample.b() != null)
          .filteredOn(sample -> "2".equals(sample.a().get("id")))
          .singleElement()
          .satisfies(
              sample -> {
                assertThat(sample.columns()).containsExactly("country", "price");
                assertThat(sample.a()).containsEntry("price", null).containsEntry("country", "NL");
                assertThat(sample.b()).containsEntry("price", "2.000");
              });
      assertThat(difference.samples())
          .filteredOn(sample -> sample.b() == null)
          .singleElement()
          .satisfies(
              sample ->
                  assertThat(sample.a())
                      .containsEntry("id", "3")
                      .containsEntry("at", "1970-01-01T00:00:01Z"));
    }
  }

  @Test
  void rowsOfAnAppendTableCountAsOftenAsTheyAreThere() throws Exception {
    try (Products products = Products.appendOnly(folder)) {
      Record tea = products.row(1, "NL", "1.000");
      Record jam = products.row(2, "NL", "2.000");
      products.commit("r1", 10, tea, tea, jam);
      products.commit("r2", 10, jam, tea);
      products.commit("r3", 10, jam, tea, tea);

      Difference difference = products.compare("r1", "r2");
      assertThat(difference.onlyA()).isEqualTo(1);
      assertThat(difference.onlyB()).isZero();
      assertThat(difference.changed()).isZero();
      assertThat(difference.samples()).singleElement().extracting(Difference.Sample::b).isNull();
      assertThat(products.compare("r1", "r3").isEmpty()).isTrue();
    }
  }

  @Test
  void aTableOfWhichAllDiffersIsLookedAtInPartsAndNotForEver() throws Exception {
    try (Products products = Products.keyed(folder, 2)) {
      List<Record> rows = new ArrayList<>();
      List<Record> others = new ArrayList<>();
      for (int id = 0; id < 300; id++) {
        rows.add(products.row(id, "NL", "1.000"));
        others.add(products.row(id, "BE", "1.000"));
      }
      products.commit("r1", Stamp.to(10), rows, List.of());
      products.commit("r2", Stamp.to(10), others, List.of());
      Pair pair = products.pair("r1", "r2");

      Difference inParts =
          new Comparison(pair, new Comparison.Limits(3, 30_000, 100)).run((what, n, of) -> {});
      assertThat(inParts.changed()).isEqualTo(300);
      assertThat(inParts.complete()).isTrue();
      assertThat(inParts.samples()).hasSize(3);

      Difference cut =
          new Comparison(pair, new Comparison.Limits(3, 30_000, 2)).run((what, n, of) -> {});
      assertThat(cut.complete()).isFalse();
      assertThat(cut.changed()).isBetween(1L, 299L);
      assertThat(cut.a()).isEqualTo(inParts.a());
      // The same samples, since the smallest hashes come first.
      assertThat(cut.samples()).isEqualTo(inParts.samples());
    }
  }

  @Test
  void aRowOfAnotherProgramIsShownAndItsSnapshotNamed() throws Exception {
    try (Products products = Products.keyed(folder, 2)) {
      products.commit("r1", 10, products.row(1, "NL", "1.000"));
      products.commit("r2", 10, products.row(1, "NL", "1.000"));
      long foreign = products.foreignAppend("main", products.row(99, "??", null));

      Pair pair = products.pair("main", "r2");
      assertThat(pair.a().version().snapshotId()).isEqualTo(foreign);
      assertThat(pair.a().foreign())
          .singleElement()
          .satisfies(write -> assertThat(write.snapshotId()).isEqualTo(foreign));
      assertThat(pair.b().foreign()).isEmpty();
      Difference difference = Comparison.of(pair, 5).run((what, rows, of) -> {});
      assertThat(difference.onlyA()).isEqualTo(1);
      assertThat(difference.samples().get(0).a()).containsEntry("id", "99");
    }
  }

  @Test
  void onlyRowsThatBothWatermarksClosedCount() throws Exception {
    long hour = Duration.ofHours(1).toMillis();
    try (Products products = Products.appendOnly(folder)) {
      Record first = products.row(1, "NL", "1.000", 0);
      Record second = products.row(2, "NL", "2.000", hour);
      products.commit(
          "r1", Stamp.to(20).watermark(2 * hour - 1), List.of(first, second), List.of());
      products.commit("r2", Stamp.to(15).watermark(2 * hour - 2), List.of(first), List.of());

      assertThat(products.pair("r1", "r2").obstacles())
          .hasSize(2)
          .last()
          .asString()
          .contains("has closed rows up to 1970-01-01T01:59:59.999Z")
          .contains("Pass --closed-by");
      var closedBy = new ClosedBy("at", Duration.ofHours(1));
      Pair pair = products.pair(new Pair.Wish("r1", "r2", null, closedBy));
      assertThat(pair.obstacles()).isEmpty();
      Difference difference = Comparison.of(pair, 5).run((what, rows, of) -> {});
      assertThat(difference.isEmpty()).isTrue();
      assertThat(difference.a().rows()).isEqualTo(1);
    }
  }

  @Test
  void closedRowsNeedEqualEventsBelowWhatBothHaveRead() throws Exception {
    try (Products products = Products.appendOnly(folder)) {
      Record row = products.row(1, "NL", "1.000", 0);
      products.commit("r1", Stamp.to(20).watermark(9), List.of(row), List.of());
      products.commit("r2", Stamp.to(15).from(5).watermark(9), List.of(row), List.of());
      var wish = new Pair.Wish("r1", "r2", null, new ClosedBy("at", Duration.ZERO));
      assertThat(products.pair(wish).obstacles())
          .singleElement()
          .asString()
          .contains("their starts or exclusions differ: products-0: 10 only in A");
      Pair wrong =
          products.pair(new Pair.Wish("r1", "r1", null, new ClosedBy("country", Duration.ZERO)));
      assertThatThrownBy(() -> Comparison.of(wrong, 5))
          .isInstanceOf(UncomparableException.class)
          .hasMessageStartingWith("--closed-by names country, which is no column of timestamps");
    }
  }
}
