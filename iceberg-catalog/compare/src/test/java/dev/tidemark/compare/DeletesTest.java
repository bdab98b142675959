package dev.tidemark.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compare.Products.Stamp;
import dev.tidemark.compare.rows.BucketDigests;
import dev.tidemark.compare.rows.Buckets;
import dev.tidemark.compare.rows.Digest;
import dev.tidemark.compare.rows.LittleMemory;
import dev.tidemark.compare.rows.RowText;
import dev.tidemark.compare.rows.VersionRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading each delete file once gives the rows that Iceberg's own reader gives. */
class DeletesTest {
  private static final List<String> COLUMNS = List.of("id", "country", "price");
  private static final int EPOCHS = 12;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void rowsAreThoseOfIcebergsReader(int format) throws IOException {
    try (Products products = Products.keyed(folder, format)) {
      assertSameRows(products, live(products, "r1", new Random(7), "NL"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aDeleteReachesItsPartitionOnly(int format) throws IOException {
    try (Products products = Products.keyedByCountry(folder, format)) {
      assertSameRows(products, live(products, "r1", new Random(11), "NL", "BE", "null"));
    }
  }

  @Test
  void deletesThatDoNotFitIntoMemoryAreReadInRounds() throws IOException {
    try (Products products = Products.keyed(folder, 2)) {
      long version = live(products, "r1", new Random(13), "NL");
      var whole = new VersionRows(products.live.table(), version);
      var inRounds = LittleMemory.of(products.live.table(), version, 20);
      assertThat(whole.rounds()).isEqualTo(1);
      assertThat(inRounds.rounds()).isGreaterThan(3);
      assertThat(digest(inRounds)).isEqualTo(digest(whole));
      assertThat(digest(whole).rows()).isPositive();
    }
  }

  @Test
  void aRowIsDeletedByOtherColumnsThanTheKeyToo() throws IOException {
    try (Products products = Products.appendOnly(folder)) {
      products.commit("r1", 10, products.row(1, "NL", "1.000"), products.row(2, "BE", "1.000"));
      long version = ForeignDelete.byColumn(products, "country", "BE");
      products.commit("r2", 1);
      assertSameRows(products, version);
      assertThat(digest(new VersionRows(products.live.table(), version)).rows()).isEqualTo(1);
    }
  }

  /** Sets and deletes keys at random for some epochs; the same key may come twice in an epoch. */
  static long live(Products products, String run, Random random, String... countries) {
    long version = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      List<Record> set = new ArrayList<>();
      List<Record> deleted = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        long id = random.nextInt(40);
        String country = countries[random.nextInt(countries.length)];
        if (random.nextInt(5) == 0) {
          deleted.add(products.row(id, country, null));
        } else {
          String price = random.nextInt(8) == 0 ? null : random.nextInt(99) + ".500";
          set.add(products.row(id, country, price));
        }
      }
      version = products.commit(run, Stamp.to(epoch * 12L), set, deleted);
    }
    return version;
  }

  private static void assertSameRows(Products products, long version) throws IOException {
    Table table = products.live.table();
    Map<Map<String, String>, Integer> expected = new HashMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).useSnapshot(version).build()) {
      for (Record row : rows) {
        Map<String, String> text = new HashMap<>();
        COLUMNS.forEach(
            it -> text.put(it, row.getField(it) == null ? null : String.valueOf(row.getField(it))));
        expected.merge(text, 1, Integer::sum);
      }
    }
    Map<Map<String, String>, Integer> found = new HashMap<>();
    new VersionRows(table, version)
        .each(
            Buckets.all(),
            row -> found.merge(RowText.of(row.bytes(), COLUMNS), 1, Integer::sum),
            more -> {});
    assertThat(found).isEqualTo(expected).isNotEmpty();
    assertThat(kindsOfDeletes(table, version)).isNotEmpty();
  }

  private static List<FileContent> kindsOfDeletes(Table table, long version) throws IOException {
    List<FileContent> kinds = new ArrayList<>();
    try (var tasks = table.newScan().useSnapshot(version).planFiles()) {
      tasks.forEach(task -> task.deletes().forEach(file -> kinds.add(file.content())));
    }
    return kinds;
  }

  private static Digest digest(VersionRows rows) {
    BucketDigests digests = new BucketDigests();
    rows.each(Buckets.all(), digests::add, more -> {});
    return digests.total();
  }
}
