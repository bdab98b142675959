package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetirementTest {
  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);
  private final Epochs r1 = new Epochs("r1");
  private final Epochs r2 = new Epochs("r2");

  @BeforeEach
  void startRuns() throws Exception {
    orders.startRun("r1", true);
    orders.startRun("r2", false);
    land(r1.next());
    land(r2.next());
  }

  @Test
  void retiredRunHasNoBranchAndItsJobFailsForGood() throws Exception {
    int versions = versions();

    assertThat(orders.retire("r2", "ann", "not needed")).isTrue();

    assertThat(versions()).isEqualTo(versions + 1);
    assertThat(orders.table().refs()).doesNotContainKey("run_r2");
    assertThat(orders.runs()).extracting(Run::id).containsExactly("r1");
    assertThat(Shop.committer(catalog, "r2").commit(r2.next()))
        .isEqualTo(
            new Refused(
                "Cannot commit epoch 2 to shop.orders: there is no branch run_r2. The run was retired or never started; start a new one."));
    assertThat(land(r1.next()).movedMain()).isTrue();
  }

  @Test
  void retiringTwiceIsRetiringOnce() {
    orders.retire("r2", "ann", "not needed");
    int versions = versions();

    assertThat(orders.retire("r2", "bob", "me too")).isFalse();
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void idOfARetiredRunIsNotUsedAgain() {
    orders.retire("r2", "ann", "not needed");

    assertThatThrownBy(() -> orders.startRun("r2", false))
        .hasMessage(
            "Cannot start shop.orders/r2: a run of that id was retired; choose another run id.");
    assertThatThrownBy(() -> orders.promote("r2", "ann", "no", true))
        .hasMessage("Cannot promote shop.orders/r2: the run was retired; the runs are [r1].");
  }

  @Test
  void leadIsNotRetired() {
    int versions = versions();

    assertThatThrownBy(() -> orders.retire("r1", "ann", "no"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("Cannot retire shop.orders/r1: it leads; promote another run first.");
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void runThatReadersSeeIsNotRetired() {
    orders.hold("ann", "wait");

    assertThatThrownBy(() -> orders.retire("r1", "ann", "no"))
        .hasMessage(
            "Cannot retire shop.orders/r1: readers of main see its epoch 1; promote another run first.");
  }

  @Test
  void unknownRunIsNotRetired() {
    assertThatThrownBy(() -> orders.retire("r9", "ann", "no"))
        .hasMessage("Cannot retire shop.orders/r9: there is no such run; the runs are [r1, r2].");
  }

  @Test
  void undoTowardsARetiredRunIsRefused() throws Exception {
    orders.promote("r2", "ann", "better", true);
    orders.retire("r1", "ann", "not needed");

    assertThat(orders.leadBefore()).contains("r1");
    assertThatThrownBy(() -> orders.undo("ann"))
        .hasMessage("Cannot promote shop.orders/r1: the run was retired; the runs are [r2].");
  }

  @Test
  void promoteThatIsBehindSaysWhereSoThatOneCanWait() throws Exception {
    land(r1.next(5));

    assertThatThrownBy(() -> orders.promote("r2", "ann", "now", false))
        .isInstanceOfSatisfying(
            BehindException.class,
            behind -> assertThat(behind.lags()).containsExactly(new PartitionLag("orders", 0, 5)));
  }

  @Test
  void heldTableSaysWhyAndByWhom() {
    Marker hold = orders.hold("ann", "numbers look wrong");

    assertThat(orders.held()).contains(new Hold("numbers look wrong", hold.at(), "ann", "r1"));
  }

  private Landed land(Epoch epoch) throws InterruptedException {
    return (Landed) Shop.committer(catalog, epoch.tidemark().run()).commit(epoch);
  }

  private int versions() {
    return new TableCommits(catalog, Shop.ORDERS, TableCommits.PATIENT)
        .fresh()
        .previousFiles()
        .size();
  }
}
