package dev.tidemark.tests.ticking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import dev.tidemark.tests.watch.Positions;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Timers write rows while offsets stand still; kills in between must not lose one of them. */
@ExtendWith(SharedStack.class)
class TickingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> COLUMNS = List.of("topic_partition", "topic_offset");
  private static final String RUN = "r1";
  private static final int EVENTS = 3_000;

  @Test
  void rowsOfEpochsWhoseOffsetsStandStillSurviveKills(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, 2);
    for (int i = 0; i < EVENTS; i++) {
      world.log().send(world.shop().orderLine(i % 2));
    }
    world.log().flush();
    TableIdentifier name = TableIdentifier.of(world.namespace(), "positions");
    SnapshotWatcher watcher = world.watch(name, Shop.ORDER_LINES, RUN).comparingNothing();
    JobProcess job = world.job(definition(world), RUN).withClasses(testClasses()).start();
    watcher.awaitCaughtUp(PATIENCE);
    for (int kill = 0; kill < 3; kill++) {
      watcher.awaitNewVersion(PATIENCE);
      job.kill();
      job.start();
    }
    TableReader reader = new TableReader(world.catalog(), name);
    await("every position to be written")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> reader.main().size() >= EVENTS);
    watcher.checkMain();
    assertThat(Difference.between(expected(world), reader.main())).isEmpty();
    assertThat(epochsThatOnlyTimersMade(reader.table()))
        .as("epochs with rows and unchanged offsets")
        .isGreaterThan(2);
  }

  private static Path testClasses() throws URISyntaxException {
    return Path.of(
        TickingPipeline.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<Row> expected(World world) {
    List<Row> rows = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      for (Sent sent :
          world.log().events(new TopicPartition(Shop.ORDER_LINES, p), 0, Long.MAX_VALUE)) {
        rows.add(Row.of(COLUMNS, sent.partition(), sent.offset()));
      }
    }
    return rows;
  }

  private static long epochsThatOnlyTimersMade(Table table) {
    long count = 0;
    Map<TopicPartition, Long> before = Map.of();
    for (Snapshot snapshot : table.snapshots()) {
      Tidemark stamp = Tidemark.of(snapshot).orElse(null);
      if (stamp == null) {
        continue;
      }
      Map<TopicPartition, Long> to = Positions.of(stamp);
      boolean wrote = !"0".equals(snapshot.summary().getOrDefault("added-records", "0"));
      if (wrote && to.equals(before)) {
        count++;
      }
      before = to;
    }
    return count;
  }

  private static Path definition(World world) throws IOException {
    String text;
    try (var in = TickingIT.class.getResourceAsStream("/definitions/positions/table.yaml")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return world.writeDefinition("positions", text);
  }
}
