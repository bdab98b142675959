package dev.tidemark.tests.interleaving;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.world.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Order lines of which some come late, in partitions that drift apart. */
final class SalesLines {
  private static final int SCALE = 3;
  private static final List<String> COUNTRIES = List.of("France", "EIRE");

  private SalesLines() {}

  /** Lines for all partitions, each partition ending with the newest. */
  static List<Outgoing> make(World world, int count, int partitions) {
    Random random = world.random();
    Instant clock = Instant.parse("2026-04-01T00:00:00Z");
    List<Outgoing> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clock = clock.plusSeconds(random.nextInt(300));
      boolean old = random.nextInt(15) == 0;
      Instant at = clock.minusSeconds(random.nextInt(old ? 7_200 : 300));
      // The partitions drift apart: the last is half a day behind.
      int partition = random.nextInt(partitions);
      lines.add(line(world, partition, at.minus(Duration.ofHours(6L * partition))));
    }
    for (int p = 0; p < partitions; p++) {
      lines.add(line(world, p, clock.plus(Duration.ofHours(1))));
    }
    return lines;
  }

  private static Outgoing line(World world, int partition, Instant at) {
    Random random = world.random();
    return world
        .shop()
        .orderLine(
            partition,
            new Event.OrderLine(
                "1",
                "P1",
                null,
                random.nextInt(20) - 3,
                at,
                BigDecimal.valueOf(random.nextInt(100_000), SCALE),
                null,
                COUNTRIES.get(random.nextInt(COUNTRIES.size()))));
  }
}
