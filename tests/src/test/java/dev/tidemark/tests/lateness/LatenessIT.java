package dev.tidemark.tests.lateness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lateness is a record's position against its own partition, nothing else. */
@ExtendWith(SharedStack.class)
class LatenessIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final List<Integer> PARALLELISMS = List.of(1, 3, 2, 1);
  private static final int PARTITIONS = 3;
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final String RUN = "r1";

  private Instant newest = Instant.parse("2026-04-01T00:00:00Z");

  @Test
  void theSameRecordsAreLateWhateverIsKilledAndRescaled(World world) throws IOException {
    world.topics().create(TOPIC, PARTITIONS);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN).comparingNothing().countingConsumedOnly();
    JobProcess job = world.job(definition(world), RUN).parallelism(PARALLELISMS.get(0)).start();
    try (Load load = Load.of(world.log(), 500, () -> line(world))) {
      for (int parallelism : PARALLELISMS.subList(1, PARALLELISMS.size())) {
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
        job.kill();
        job.parallelism(parallelism).start();
      }
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();

    Set<String> late = lateOnes(world);
    assertThat(late).as("late records sent").hasSizeGreaterThan(10);
    TableIdentifier table = world.table(TOPIC);
    assertThat(
            positions(
                world
                    .reader(TableIdentifier.of(table.namespace(), table.name() + "_quarantine"))
                    .main(),
                "partition",
                "offset"))
        .isEqualTo(late);
    Set<String> accepted = sentOnes(world);
    accepted.removeAll(late);
    assertThat(positions(world.reader(TOPIC).main(), "topic_partition", "topic_offset"))
        .isEqualTo(accepted);
  }

  /** Most are newer than all before them, some lie far behind, and the partitions drift apart. */
  private Outgoing line(World world) {
    Random random = world.random();
    newest = newest.plusMillis(random.nextInt(2_000));
    int partition = random.nextInt(PARTITIONS);
    long behind =
        random.nextInt(20) == 0 ? random.nextLong(2 * LATENESS.toMillis()) : random.nextInt(1_000);
    Instant at = newest.minusMillis(behind).minus(Duration.ofHours(partition));
    return world
        .shop()
        .orderLine(
            partition,
            new Event.OrderLine("1", "P1", null, 1, at, new BigDecimal("1.000"), null, "EIRE"));
  }

  private static Set<String> lateOnes(World world) {
    Set<String> late = new TreeSet<>();
    for (int p = 0; p < PARTITIONS; p++) {
      Instant max = null;
      for (Sent sent : world.log().events(new TopicPartition(TOPIC, p), 0, Long.MAX_VALUE)) {
        Instant at = ((Event.OrderLine) sent.event()).invoiceTime();
        if (max != null && at.isBefore(max.minus(LATENESS))) {
          late.add(p + "-" + sent.offset());
        } else if (max == null || at.isAfter(max)) {
          max = at;
        }
      }
    }
    return late;
  }

  private static Set<String> sentOnes(World world) {
    Set<String> sent = new TreeSet<>();
    for (int p = 0; p < PARTITIONS; p++) {
      for (Sent each : world.log().events(new TopicPartition(TOPIC, p), 0, Long.MAX_VALUE)) {
        sent.add(p + "-" + each.offset());
      }
    }
    return sent;
  }

  private static Set<String> positions(List<Row> rows, String partition, String offset) {
    List<String> positions =
        rows.stream().map(row -> row.get(partition) + "-" + row.get(offset)).toList();
    assertThat(positions).doesNotHaveDuplicates();
    return positions.stream().collect(Collectors.toCollection(TreeSet::new));
  }

  private static Path definition(World world) throws IOException {
    Path definition = world.definition(TOPIC);
    String text = Files.readString(definition);
    String late =
        text.replace(
            "event-time: {field: invoice_time}",
            "event-time: {field: invoice_time, lateness: %d min}".formatted(LATENESS.toMinutes()));
    assertThat(late).isNotEqualTo(text);
    return Files.writeString(definition, late);
  }
}
