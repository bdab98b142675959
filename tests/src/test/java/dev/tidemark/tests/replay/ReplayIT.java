package dev.tidemark.tests.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.Reference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A table is rebuilt beside the live one. */
@ExtendWith(SharedStack.class)
class ReplayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final long FROM = 100;
  private static final long TO = 150;

  @Test
  void aReplayCatchesUpBesideTheLiveTableOverAKillAndWithoutWhatIsLeftOut(World world) {
    world.topics().create(TOPIC, 2);
    send(world, 3_000);
    SnapshotWatcher live = world.watch(TOPIC, "r1");
    world.job(TOPIC, "r1").parallelism(1).start();
    live.awaitCaughtUp(PATIENCE);
    LiveTable table = LiveTable.open(world.openCatalog(), world.table(TOPIC));
    String topicId = table.head("main").flatMap(it -> it.topic(TOPIC)).orElseThrow().topicId();
    table.exclude(List.of(new Exclusion(TOPIC, topicId, 0, FROM, TO)), "test", "bad events");

    SnapshotWatcher replay =
        world
            .watch(
                new Watched(world.table(TOPIC), List.of(TOPIC), to -> withoutExcluded(world, to)),
                "r2")
            .countingConsumedOnly();
    JobProcess job = world.replay(world.definition(TOPIC), "r2").parallelism(3).start();
    try (Load load =
        Load.of(world.log(), 200, () -> world.shop().orderLine(world.random().nextInt(2)))) {
      replay.awaitNewVersion(PATIENCE);
      job.kill();
      job.start();
      replay.awaitNewVersion(PATIENCE);
      live.awaitNewVersion(PATIENCE);
    }
    replay.awaitCaughtUp(PATIENCE);
    live.awaitCaughtUp(PATIENCE);

    // The live run keeps what it has read, and the lead.
    live.checkMain();
    replay.check();
    assertThat(table.lead()).contains("r1");
    Tidemark head = table.head("run_r2").orElseThrow();
    assertThat(head.exclusions()).containsExactly(new Exclusion(TOPIC, topicId, 0, FROM, TO));
    assertThat(excluded(table)).isEqualTo(TO - FROM);
  }

  @Test
  void aReplayOverDeletedEventsIsRefusedWithTheRange(World world) throws Exception {
    world.topics().create(TOPIC, 2);
    send(world, 1_000);
    SnapshotWatcher live = world.watch(TOPIC, "r1");
    world.job(TOPIC, "r1").start();
    live.awaitCaughtUp(PATIENCE);
    world.topics().deleteEvents(TOPIC, 1, 40);

    JobProcess job = world.replay(world.definition(TOPIC), "r2").start();

    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    assertThat(job.output()).contains(TOPIC + "-1").contains("40");
    assertThat(LiveTable.open(world.openCatalog(), world.table(TOPIC)).runs()).hasSize(1);
    live.checkMain();
  }

  private static List<Row> withoutExcluded(World world, Map<TopicPartition, Long> to) {
    return new Reference(world.log())
        .rows(TOPIC, to).stream().filter(row -> !isExcluded(row)).toList();
  }

  private static boolean isExcluded(Row row) {
    long offset = (Long) row.get("topic_offset");
    return Integer.valueOf(0).equals(row.get("topic_partition")) && offset >= FROM && offset < TO;
  }

  private static long excluded(LiveTable table) {
    long excluded = 0;
    for (var version : table.history("run_r2")) {
      if (version instanceof dev.tidemark.lineage.Version.Stamped stamped) {
        excluded += stamped.tidemark().excluded();
      }
    }
    return excluded;
  }

  private static void send(World world, int events) {
    for (int i = 0; i < events; i++) {
      world.log().send(world.shop().orderLine(i % 2));
    }
    world.log().flush();
  }
}
