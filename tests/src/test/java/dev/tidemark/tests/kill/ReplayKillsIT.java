package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.tests.compare.Compared;
import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replay beside the live run, with other parallelisms and so another interleaving, both killed at
 * seeded moments, has equal rows at a cut, made while events come in. Every definition of the
 * project with {@code -Dlong=true}.
 */
@ExtendWith(SharedStack.class)
class ReplayKillsIT {
  private static final int PARTITIONS = 3;
  private static final int BEFORE = 1_000;
  private static final int PER_SECOND = 100;

  private enum Definition {
    ORDER_LINES(List.of(Shop.ORDER_LINES)) {
      @Override
      Outgoing event(World world) {
        return world.shop().orderLine(world.random().nextInt(PARTITIONS));
      }
    },
    PRODUCT_CATALOG(List.of(Shop.PRODUCT_UPDATES)) {
      @Override
      Outgoing event(World world) {
        return world.shop().productUpdate(PARTITIONS);
      }
    },
    SALES_BY_HOUR(List.of(Shop.ORDER_LINES)) {
      @Override
      Outgoing event(World world) {
        return world.shop().orderLine(world.random().nextInt(PARTITIONS));
      }

      /** Rows of hours that are over for both; how far a watermark is at a cut is chance. */
      @Override
      List<String> comparing() {
        return List.of("--closed-by", "hour + 1 h");
      }
    },
    CUSTOMER_360(Customers.OF_CUSTOMER_360) {
      @Override
      Outgoing event(World world) {
        return world.customers().forCustomer360(PARTITIONS);
      }
    },
    SUPPORT_PROFILE(Customers.OF_SUPPORT_PROFILE) {
      @Override
      Outgoing event(World world) {
        return world.customers().forSupportProfile(PARTITIONS);
      }
    };

    private final List<String> topics;

    Definition(List<String> topics) {
      this.topics = topics;
    }

    abstract Outgoing event(World world);

    List<String> comparing() {
      return List.of();
    }

    Path in(World world) throws IOException {
      return switch (this) {
        case ORDER_LINES, PRODUCT_CATALOG -> world.definition(topics.get(0));
        case SALES_BY_HOUR, CUSTOMER_360, SUPPORT_PROFILE -> world.definitionInSql(table());
      };
    }

    String table() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** By default one: each takes more than a minute. */
  private static List<Definition> definitions() {
    return Boolean.getBoolean("long")
        ? List.of(Definition.values())
        : List.of(Definition.PRODUCT_CATALOG);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void aReplayEqualsTheLiveRunWhateverIsKilled(Definition definition, World world)
      throws IOException {
    definition.topics.forEach(topic -> world.topics().create(topic, PARTITIONS));
    for (int i = 0; i < BEFORE; i++) {
      world.log().send(definition.event(world));
    }
    world.log().flush();
    Path folder = definition.in(world);
    TableIdentifier table = TableIdentifier.of(world.namespace(), definition.table());
    SnapshotWatcher ofLive = watch(world, table, definition, "r1");
    JobProcess live = world.job(folder, "r1").parallelism(1).start();
    ofLive.awaitNewVersion(KillSeries.PATIENCE);
    SnapshotWatcher ofReplay = watch(world, table, definition, "r2");
    JobProcess replay = world.replay(folder, "r2").parallelism(2).start();
    Random random = world.schedule();
    try (Load load = Load.of(world.log(), PER_SECOND, () -> definition.event(world))) {
      Moment.any(random).await(replay, ofReplay, world.reader(table).table(), random);
      replay.kill();
      replay.parallelism(3).start();
      Moment.any(random).await(live, ofLive, world.reader(table).table(), random);
      live.kill();
      live.start();
      ofReplay.awaitNewVersion(KillSeries.PATIENCE);
      ofLive.awaitNewVersion(KillSeries.PATIENCE);
      assertEqual(world, table, definition);
    }
  }

  private static SnapshotWatcher watch(
      World world, TableIdentifier table, Definition definition, String run) {
    Watched watched = new Watched(table, definition.topics, to -> List.of());
    return world.watch(watched, run).comparingNothing();
  }

  private static void assertEqual(World world, TableIdentifier table, Definition definition)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("r1", "r2", "--cut"));
    arguments.addAll(definition.comparing());
    JsonNode compared = Compared.of(world, table, 0, arguments.toArray(String[]::new));
    assertThat(compared.path("equal").asBoolean()).isTrue();
    assertThat(compared.path("sameEvents").asBoolean()).isTrue();
    assertThat(compared.at("/a/tidemark/run").asText()).isEqualTo("r1");
    assertThat(compared.at("/b/tidemark/run").asText()).isEqualTo("r2");
    assertThat(compared.at("/a/tidemark/to")).isEqualTo(compared.at("/b/tidemark/to"));
    assertThat(compared.at("/a/rows").asLong()).isPositive();
  }
}
