package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult.Landed;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

class ExclusionLedgerTest {
  private static final long SEED = Long.getLong("seed", 20261125L);

  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);

  @Test
  void entriesSayWhoWhenAndWhyInOneCommit() {
    int versions = versions();
    ExclusionEntry entry =
        orders.exclude(List.of(range(0, 100, 120), range(2, 7, 8)), "ann b", "bad, 100 %").get();

    assertThat(versions()).isEqualTo(versions + 1);
    assertThat(orders.exclusions()).containsExactly(entry);
    assertThat(entry.by()).isEqualTo("ann b");
    assertThat(entry.reason()).isEqualTo("bad, 100 %");
    assertThat(entry.ranges()).containsExactly(range(0, 100, 120), range(2, 7, 8));
    assertThat(orders.table().properties().get("tidemark.exclusion." + entry.id()))
        .isEqualTo(
            entry.at().toEpochMilli() + " orders@b3JkZXJzLWlk/0:100-120,2:7-8 ann+b bad, 100 %");
  }

  @Test
  void whatIsLeftOutAlreadyMakesNoEntry() {
    orders.exclude(List.of(range(0, 100, 120)), "ann", "bad");
    orders.exclude(List.of(range(0, 120, 130)), "bob", "bad too");
    int versions = versions();

    assertThat(orders.exclude(List.of(range(0, 110, 125)), "cay", "again")).isEmpty();
    assertThat(versions()).isEqualTo(versions);
    assertThat(orders.exclude(List.of(range(0, 110, 131)), "cay", "one more")).isPresent();
    assertThat(orders.excluded()).containsExactly(range(0, 100, 131));
  }

  @Test
  void recreatedTopicIsAnotherTopic() {
    orders.exclude(List.of(range(0, 100, 120)), "ann", "bad");
    orders.exclude(List.of(new Exclusion("orders", "bmV3", 0, 110, 130)), "ann", "bad again");

    assertThat(orders.excluded())
        .containsExactly(range(0, 100, 120), new Exclusion("orders", "bmV3", 0, 110, 130));
  }

  @Test
  void runKeepsWhatItBeganWith() {
    orders.startRun("r1", true);
    orders.exclude(List.of(range(0, 100, 120)), "ann", "bad");
    int versions = versions();
    orders.startRun("r2", false);
    assertThat(versions()).isEqualTo(versions + 1);
    orders.exclude(List.of(range(1, 5, 6)), "ann", "bad too");
    orders.startRun("r1", true);
    orders.startRun("r2", false);

    assertThat(orders.exclusionsOf("r1")).isEmpty();
    assertThat(orders.exclusionsOf("r2")).containsExactly(range(0, 100, 120));
    assertThat(orders.runs())
        .extracting(Run::exclusions)
        .containsExactly(List.of(), List.of(range(0, 100, 120)));
  }

  @Test
  void forkOfAVersionThatHoldsExcludedEventsIsRefused() throws Exception {
    orders.startRun("r1", true);
    Epochs r1 = new Epochs("r1");
    long before = land(r1.next(100));
    long after = land(r1.next(100));
    orders.exclude(List.of(range(0, 100, 120)), "ann", "bad");

    assertThatThrownBy(() -> orders.forkRun("r2", after))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot start shop.orders/r2 at snapshot %d: it holds events of orders-0 from 100 to before 120, which the table leaves out; fork from a version before them, or start from nothing."
                .formatted(after));
    orders.forkRun("r2", before);
    assertThat(orders.exclusionsOf("r2")).containsExactly(range(0, 100, 120));
  }

  @Test
  void tidemarkNamesExclusionsOfItsTopicsOnly() {
    Tidemark mark = new Epochs("r1").next().tidemark();
    Exclusion other = new Exclusion("orders", "bmV3", 0, 1, 2);

    assertThatThrownBy(() -> withExclusion(mark, other))
        .hasMessage(
            "Tidemark of run r1, epoch 1 leaves out orders-0 from 1 to before 2, of topic id bmV3, which it does not read; give the exclusions of its topics only.");
    assertThat(Tidemark.fromSummary(withExclusion(mark, range(0, 1, 2)).toSummary()).get())
        .isEqualTo(withExclusion(mark, range(0, 1, 2)));
  }

  @Test
  void damagedEntriesAreNamed() {
    orders.table().updateProperties().set("tidemark.exclusion.x", "12 orders/0:1-2 a b").commit();

    assertThatThrownBy(orders::exclusions)
        .isInstanceOf(TidemarkFormatException.class)
        .hasMessageStartingWith("Property tidemark.exclusion.x is damaged: ");
  }

  @Test
  void entriesMadeAtOnceAreAllKept() throws Exception {
    int writers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int own = i;
        LiveTable opened = LiveTable.open(catalog, Shop.ORDERS);
        calls.add(() -> opened.exclude(List.of(range(own, 1, 2)), "w" + own, "bad").isPresent());
      }
      for (var done : threads.invokeAll(calls)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(orders.excluded()).hasSize(writers);
  }

  @Test
  void rangesMergeAndSubtractLikeSetsOfOffsets() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      List<Exclusion> some = anyRanges(random);
      List<Exclusion> others = anyRanges(random);
      List<Exclusion> merged = Exclusions.merged(some);
      BitSet left = offsets(some);
      left.andNot(offsets(others));

      assertThat(offsets(merged)).as("seed %d", SEED).isEqualTo(offsets(some));
      assertThat(merged.size()).isEqualTo(ranges(offsets(some)));
      assertThat(offsets(Exclusions.without(some, others))).as("seed %d", SEED).isEqualTo(left);
      assertThat(Exclusions.parse("key", Exclusions.text(some)))
          .containsExactlyInAnyOrderElementsOf(some);
    }
  }

  @Test
  void exclusionsAreShippedWithAJob() throws Exception {
    new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(range(0, 1, 2));
  }

  private static List<Exclusion> anyRanges(Random random) {
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(
            i -> {
              long from = random.nextInt(30);
              return range(random.nextInt(2), from, from + 1 + random.nextInt(10));
            })
        .toList();
  }

  /** The offsets of two partitions, 64 apart. */
  private static BitSet offsets(List<Exclusion> ranges) {
    BitSet offsets = new BitSet();
    ranges.forEach(
        it ->
            offsets.set(
                it.partition() * 64 + (int) it.from(), it.partition() * 64 + (int) it.to()));
    return offsets;
  }

  private static int ranges(BitSet offsets) {
    return (int) offsets.stream().filter(at -> at == 0 || !offsets.get(at - 1)).count();
  }

  private static Tidemark withExclusion(Tidemark of, Exclusion exclusion) {
    return new Tidemark(
        of.run(),
        of.attempt(),
        of.id(),
        of.parent(),
        of.epoch(),
        of.clusterId(),
        of.topics(),
        List.of(exclusion),
        of.definition(),
        of.codeVersion(),
        of.schemaIds(),
        of.watermark(),
        of.hold(),
        of.times(),
        of.delay());
  }

  private static Exclusion range(int partition, long from, long to) {
    return new Exclusion("orders", Epochs.TOPIC_ID, partition, from, to);
  }

  private long land(Epoch epoch) throws InterruptedException {
    return ((Landed) Shop.committer(catalog, "r1").commit(epoch)).snapshotId();
  }

  private int versions() {
    return new TableCommits(catalog, Shop.ORDERS, TableCommits.PATIENT)
        .fresh()
        .previousFiles()
        .size();
  }
}
