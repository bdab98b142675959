package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.Cuts.Progress;
import java.time.Duration;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);
  private final Epochs ofLead = new Epochs("r1");
  private final Epochs ofReplay = new Epochs("r2");
  private final Cuts cuts = Cuts.of(catalog, Shop.ORDERS, LONG, "ada");
  private EpochCommitter lead;
  private EpochCommitter replay;

  @BeforeEach
  void startRuns() {
    orders.startRun("r1", true);
    orders.startRun("r2", false);
    lead = Shop.committer(catalog, "r1");
    replay = Shop.committer(catalog, "r2");
  }

  @Test
  void runThatIsAheadStandsThenReadsUpToTheFirstVersionBeyondIt() throws Exception {
    long ten = lead(10);
    replay(7);
    assertThat(cuts.step("r2", "r1")).isEqualTo(new Progress.Asked(ten, 3));
    assertThat(halt()).isEqualTo(10);

    // It had read further before it saw the wish.
    replay(8);
    assertThat(cuts.step("r2", "r1")).isEqualTo(new Progress.Ahead(5));
    assertThat(halt()).isEqualTo(10);

    long beyond = lead(9);
    lead(20);
    assertThat(cuts.step("r2", "r1")).isEqualTo(new Progress.Asked(beyond, 4));
    assertThat(cuts.step("r2", "r1")).isEqualTo(new Progress.Asked(beyond, 4));
    assertThat(halt()).isEqualTo(19);

    long equal = replay(4);
    assertThat(cuts.step("r2", "r1"))
        .isEqualTo(new Progress.Made("tidemark_cut_r2_1", "tidemark_cut_r1_1"));
    assertThat(orders.table().refs().get("tidemark_cut_r2_1").snapshotId()).isEqualTo(equal);
    assertThat(orders.table().refs().get("tidemark_cut_r1_1").snapshotId()).isEqualTo(beyond);
    assertThat(orders.table().properties()).doesNotContainKey("tidemark.run.r2.cut");
    assertThat(orders.lead()).contains("r1");
  }

  @Test
  void pairWhoseAnswerWasLostIsFoundAndTheNextOneHasTheNextNumber() throws Exception {
    lead(10);
    replay(10);
    cuts.step("r2", "r1");
    Progress made = cuts.step("r2", "r1");
    assertThat(cuts.step("r2", "r1")).isEqualTo(made);

    Cuts again = Cuts.of(catalog, Shop.ORDERS, LONG, "ada");
    again.step("r2", "r1");
    assertThat(again.step("r2", "r1"))
        .isEqualTo(new Progress.Made("tidemark_cut_r2_2", "tidemark_cut_r1_2"));
  }

  @Test
  void leadIsNeverAskedAndStopsListeningWhenItBecomesOne() throws Exception {
    lead(10);
    replay(10);
    assertThatThrownBy(() -> cuts.step("r1", "r2"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot have shop.orders/r1 stand still: it leads, and readers of main would wait. Give the run beside it as the one that stands still.");
    cuts.step("r2", "r1");
    orders.promote(Promotion.of("r2", "ada", "test"));

    assertThat(look().halt()).isNull();
    assertThatThrownBy(() -> cuts.step("r2", "r1")).hasMessageContaining("it leads");
    cuts.release("r2");
    assertThat(orders.table().properties()).doesNotContainKey("tidemark.run.r2.cut");
  }

  @Test
  void wishOfSomebodyElseIsRespectedUntilItsTimeIsOver() throws Exception {
    lead(10);
    replay(10);
    Cuts over = Cuts.of(catalog, Shop.ORDERS, Duration.ZERO, "bob");
    over.step("r2", "r1");
    assertThat(cuts.step("r2", "r1")).isInstanceOf(Progress.Asked.class);
    over.release("r2");
    assertThat(look().halt()).as("ada's wish").isNotNull();

    assertThatThrownBy(() -> over.step("r2", "r1"))
        .hasMessageContaining("Cannot have shop.orders/r2 stand still: ada has it stand still at");
  }

  @Test
  void runsWithoutEventsOrBranchAreRefused() throws Exception {
    lead(10);
    assertThatThrownBy(() -> cuts.step("r2", "r1"))
        .hasMessage(
            "Cannot make a cut of shop.orders/r2: it holds no events yet; wait for its first epoch.");
    assertThatThrownBy(() -> cuts.step("r9", "r1"))
        .hasMessage(
            "Cannot make a cut of shop.orders/r9: there is no such run; the runs are [r1, r2].");
    assertThat(orders.table().properties().keySet()).noneMatch(key -> key.endsWith(".cut"));
  }

  private LeadWatch.Look look() {
    return new LeadWatch(catalog, Shop.ORDERS, "r2").look();
  }

  private long halt() {
    return look().halt().at().topics().get(0).partitions().get(0).to();
  }

  private long lead(long records) throws Exception {
    return ((Landed) lead.commit(ofLead.next(records))).snapshotId();
  }

  private long replay(long records) throws Exception {
    return ((Landed) replay.commit(ofReplay.next(records))).snapshotId();
  }
}
