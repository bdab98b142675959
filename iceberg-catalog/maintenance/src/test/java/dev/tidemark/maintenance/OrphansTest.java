package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  private static final Clock IN_FOUR_DAYS = Clock.offset(Clock.systemUTC(), Duration.ofDays(4));

  @TempDir Path folder;
  private Prices prices;

  @BeforeEach
  void create() {
    prices = new Prices(folder);
    prices.live().startRun("r1", true);
    prices.commit("r1", 1, 2);
    prices.commit("r1", 2, 3);
  }

  @AfterEach
  void close() throws Exception {
    prices.close();
  }

  @Test
  void whatNothingRefersToIsRemovedAndNothingElse() throws Exception {
    Path orphan = Files.writeString(data().resolve("killed.parquet"), "half a file");
    Path plan = Files.createDirectories(data().resolveSibling("tidemark/plans")).resolve("p.json");
    Files.writeString(plan, "{}");
    Maintenance maintenance = prices.maintenance(IN_FOUR_DAYS);
    int files = prices.dataFiles().size();

    List<String> found = maintenance.findOrphans(Policy.DEFAULT);
    maintenance.remove(found);

    assertThat(found).singleElement().asString().endsWith("killed.parquet");
    assertThat(orphan).doesNotExist();
    assertThat(plan).exists();
    assertThat(prices.dataFiles()).hasSize(files - 1);
    assertThat(prices.main()).hasSize(3);
    assertThat(prices.commit("r1", 4)).isInstanceOf(CommitResult.Landed.class);
  }

  @Test
  void filesOfAnEpochThatHasNotLandedAreTooYoung() {
    Epoch late = prices.epoch("r1", 5);
    Clock inTwoDays = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

    assertThat(prices.maintenance(inTwoDays).findOrphans(Policy.DEFAULT)).isEmpty();
    assertThat(prices.maintenance(IN_FOUR_DAYS).findOrphans(Policy.DEFAULT)).hasSize(2);

    assertThat(prices.commit(late)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.maintenance(IN_FOUR_DAYS).findOrphans(Policy.DEFAULT)).isEmpty();
  }

  @Test
  void filesOfForgottenVersionsAreGoneAlready() {
    for (int i = 0; i < 20; i++) {
      prices.commit("r1", 1);
    }
    prices.maintenance(IN_FOUR_DAYS).expire(Policy.DEFAULT);

    assertThat(prices.maintenance(IN_FOUR_DAYS).findOrphans(Policy.DEFAULT)).isEmpty();
  }

  @Test
  void aLocationIsTheSameFileByAnySchemeOfItsStorage() {
    assertThat(Orphans.path("s3://bucket/a/b")).isEqualTo(Orphans.path("s3a://bucket/a/b"));
    assertThat(Orphans.path("file:/a/b")).isEqualTo(Orphans.path("file:///a/b"));
    assertThat(Orphans.path("/a/b")).isEqualTo("/a/b");
  }

  private Path data() {
    return folder.resolve("warehouse/shop/prices/data");
  }
}
