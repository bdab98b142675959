package dev.tidemark.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compare.Products.Stamp;
import dev.tidemark.compare.rows.UncomparableException;
import dev.tidemark.lineage.Promotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which versions are compared, and whether their rows have to be equal. */
class PairTest {
  @TempDir Path folder;
  private Products products;

  @BeforeEach
  void open() {
    products = Products.appendOnly(folder);
  }

  @AfterEach
  void close() throws IOException {
    products.close();
  }

  @Test
  void branchesStandForTheirNewestVersionsWithEqualEvents() {
    products.commit("r1", 10);
    long mine = products.commit("r1", 20);
    products.commit("r1", 35);
    products.commit("r2", 5);
    long theirs = products.commit("r2", 20);
    long newest = products.commit("r2", 30);

    Pair pair = products.pair("r1", "r2");
    assertThat(pair.a().version().snapshotId()).isEqualTo(mine);
    assertThat(pair.b().version().snapshotId()).isEqualTo(theirs);
    assertThat(pair.obstacles()).isEmpty();
    assertThat(products.pair(Long.toString(mine), "r2").b().version().snapshotId())
        .isEqualTo(theirs);

    Pair fixed = products.pair(Long.toString(mine), Long.toString(newest));
    assertThat(fixed.b().version().snapshotId()).isEqualTo(newest);
    assertThat(fixed.gaps()).containsExactly(new EventGap("products", "topic-1", 0, 0, 10));
  }

  @Test
  void aVersionOfAChoosesItsCounterpart() {
    long mine = products.commit("r1", 10);
    products.commit("r1", 20);
    long theirs = products.commit("r2", 10);
    long foreign = products.commit("r2", 20);

    Pair pair = products.pair(new Pair.Wish("r1", "r2", Long.toString(mine), null));
    assertThat(pair.a().version().snapshotId()).isEqualTo(mine);
    assertThat(pair.b().version().snapshotId()).isEqualTo(theirs);
    assertThatThrownBy(() -> products.pair(new Pair.Wish("r1", "r2", Long.toString(foreign), null)))
        .isInstanceOf(UncomparableException.class)
        .hasMessageStartingWith("Version " + foreign + " is not in the history of r1; ");
  }

  @Test
  void aTagIsOneVersion() {
    long cut = products.commit("r1", 10);
    products.commit("r1", 20);
    products.commit("r2", 20);
    products.live.table().manageSnapshots().createTag("tidemark_cut_r1_1", cut).commit();
    Pair pair = products.pair("tidemark_cut_r1_1", "r2");
    assertThat(pair.a().version().snapshotId()).isEqualTo(cut);
    assertThat(pair.sameEvents()).isFalse();
  }

  @Test
  void withoutACommonCutTheReasonNamesPartitionsAndEvents() {
    products.commit("r1", 10);
    products.commit("r2", 7);
    assertThat(products.pair("r1", "r2").obstacles())
        .singleElement()
        .asString()
        .matches(
            "r1 \\(version \\d+\\) and r2 \\(version \\d+\\) hold different events \\(products-0: 3 only in A\\), and no two earlier versions of theirs hold the same. Pass --cut to have one stand still where the other is, wait until both have read everything, or pass --anyway to see how their rows differ.");
  }

  @Test
  void aForkIsNotComparedAtTheVersionThatBothHaveInCommon() {
    long forkedFrom = products.commit("r1", 10);
    long newest = products.commit("r1", 20);
    products.live.forkRun("r2", forkedFrom);
    Pair pair = products.pair("r1", "r2");
    assertThat(pair.a().version().snapshotId()).isEqualTo(newest);
    assertThat(pair.gaps()).containsExactly(new EventGap("products", "topic-1", 0, 10, 0));
    assertThat(products.pair("r1", Long.toString(newest)).obstacles()).isEmpty();
    assertThat(pair.obstacles())
        .singleElement()
        .asString()
        .endsWith(
            "r2 has no epoch of its own yet, only what it begins with. Wait for its first epoch: tidemark runs shop.products.");
  }

  @Test
  void startsAndExclusionsAreEventsToo() {
    products.commit("r1", 10);
    products.commit("r2", Stamp.to(10).from(4), List.of(), List.of());
    products.commit("r3", Stamp.to(10).without(8, 20), List.of(), List.of());
    assertThat(products.pair("r1", "r2").gaps())
        .containsExactly(new EventGap("products", "topic-1", 0, 4, 0));
    assertThat(products.pair("r3", "r1").gaps())
        .containsExactly(new EventGap("products", "topic-1", 0, 0, 2));
  }

  @Test
  void noCutIsAdvisedWhereStartsOrExclusionsDiffer() {
    products.commit("r1", 10);
    products.commit("r2", Stamp.to(12).from(4), List.of(), List.of());
    products.commit("r3", Stamp.to(12).without(8, 20), List.of(), List.of());
    for (String other : List.of("r2", "r3")) {
      assertThat(products.pair("r1", other).obstacles())
          .singleElement()
          .asString()
          .contains("since they begin or leave out differently")
          .doesNotContain("--cut");
    }
  }

  @Test
  void markersHoldTheEventsBelowThem() {
    products.commit("r1", 10);
    products.commit("r2", 10);
    products.live.promote(Promotion.of("r2", "test", "better"));
    Pair pair = products.pair("main", "r1");
    assertThat(pair.obstacles()).isEmpty();
    assertThat(pair.a().version().snapshotId())
        .isEqualTo(products.live.table().currentSnapshot().snapshotId());
    assertThat(pair.a().foreign()).isEmpty();
  }

  @Test
  void aRestartedRunKeepsTheWatermarkThatItHadReached() {
    products.commit("r1", Stamp.to(10).watermark(500), List.of(), List.of());
    products.commit("r2", Stamp.to(5).watermark(500), List.of(), List.of());
    products.commit("r2", Stamp.to(10), List.of(), List.of());
    assertThat(products.pair("r1", "r2").obstacles()).isEmpty();
  }

  @Test
  void ofTwoEpochsWithEqualOffsetsTheOneWithTheSameWatermarkIsTaken() {
    products.commit("r1", Stamp.to(10).watermark(500), List.of(), List.of());
    long mine = products.commit("r1", Stamp.to(10).watermark(900), List.of(), List.of());
    products.commit("r1", Stamp.to(12).watermark(950), List.of(), List.of());
    products.commit("r2", Stamp.to(10).watermark(400), List.of(), List.of());
    products.commit("r2", Stamp.to(10).watermark(900), List.of(), List.of());
    Pair pair = products.pair("r1", "r2");
    assertThat(pair.a().version().snapshotId()).isEqualTo(mine);
    assertThat(pair.obstacles()).isEmpty();
  }

  @Test
  void anotherDefinitionNeedNotMakeTheSameRows() {
    products.commit("r1", 10);
    products.commit("r2", Stamp.to(10).definition("definition-2"), List.of(), List.of());
    assertThat(products.pair("r1", "r2").obstacles())
        .singleElement()
        .asString()
        .contains("is made by the definition definition-1, r2 (version ")
        .endsWith(
            "by definition-2: other rows are what another definition is for. Pass --anyway to see which.");
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() {
    products.commit("r1", 10);
    assertThatThrownBy(() -> products.pair("r1", "r7"))
        .isInstanceOf(UncomparableException.class)
        .hasMessage(
            "Table test.shop.products has no run, branch, tag or version \"r7\"; it has main, run_r1, tidemark_root, and the versions that tidemark history shows.");
    products.live.startRun("r2", false);
    assertThatThrownBy(() -> products.pair("r1", "r2"))
        .isInstanceOf(UncomparableException.class)
        .hasMessageContaining("holds no events yet; wait for its first epoch");
  }
}
