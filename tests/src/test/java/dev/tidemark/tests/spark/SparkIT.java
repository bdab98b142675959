package dev.tidemark.tests.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.reference.Reference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.Positions;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever reads with Spark finds the same rows, versions and tidemarks, with SQL alone. */
@ExtendWith(SharedStack.class)
class SparkIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;
  private static final String RUN = "r1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void sparkReadsMainARunsBranchAnOlderVersionAndTheTidemark(World world) throws Exception {
    Path classpath = Path.of(System.getProperty("tidemark.home"), "tests/spark/target/classpath");
    assumeTrue(
        Files.isRegularFile(classpath),
        "Spark is not on this machine. mvn verify -Pspark gets it.");
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    world.job(TOPIC, RUN).start();
    send(world);
    watcher.awaitCaughtUp(PATIENCE);
    long older = watcher.lastSeen();
    Map<String, String> olderProducts = products(world, watcher);
    send(world);
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();

    String table = "tidemark." + world.table(TOPIC);
    String columns = "SELECT stock_code, updated_by_partition, updated_by_offset FROM ";
    List<List<JsonNode>> answers =
        ask(
            world,
            classpath,
            columns + table,
            columns + table + " VERSION AS OF 'run_r1'",
            columns + table + " VERSION AS OF " + older,
            "SELECT summary['tidemark.id'] AS id, summary['tidemark.to'] AS to_offsets,"
                + " summary['tidemark.records.consumed'] AS consumed FROM "
                + table
                + ".snapshots WHERE snapshot_id = "
                + watcher.lastSeen());

    Map<String, String> now = products(world, watcher);
    assertThat(products(answers.get(0))).isEqualTo(now);
    assertThat(products(answers.get(1))).isEqualTo(now);
    assertThat(products(answers.get(2))).isEqualTo(olderProducts).isNotEqualTo(now);
    JsonNode stamp = answers.get(3).get(0);
    assertThat(stamp.path("id").asText()).isEqualTo(watcher.lastStamp().id());
    assertThat(stamp.path("consumed").asLong()).isEqualTo(watcher.lastStamp().consumed());
    assertThat(offsets(stamp.path("to_offsets").asText()))
        .isEqualTo(new TreeSet<>(Positions.of(watcher.lastStamp()).values()));
  }

  /** Offsets are decimal numbers in the summary, whatever stands between them. */
  private static Set<Long> offsets(String text) {
    return Arrays.stream(text.split("[^0-9]+"))
        .filter(number -> !number.isEmpty())
        .map(Long::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void send(World world) {
    for (int i = 0; i < 1_000; i++) {
      world.log().send(world.shop().productUpdate(2));
    }
    world.log().flush();
  }

  private static Map<String, String> products(World world, SnapshotWatcher watcher) {
    Map<String, String> products = new TreeMap<>();
    for (Row row : new Reference(world.log()).rows(TOPIC, Positions.of(watcher.lastStamp()))) {
      products.put(
          String.valueOf(row.get("stock_code")),
          row.get("updated_by_partition") + "-" + row.get("updated_by_offset"));
    }
    return products;
  }

  private static Map<String, String> products(List<JsonNode> rows) {
    Map<String, String> products = new TreeMap<>();
    for (JsonNode row : rows) {
      String before =
          products.put(
              row.path("stock_code").asText(),
              row.path("updated_by_partition").asText()
                  + "-"
                  + row.path("updated_by_offset").asText());
      assertThat(before).as("two rows of %s", row).isNull();
    }
    return products;
  }

  private static List<List<JsonNode>> ask(World world, Path classpath, String... statements)
      throws IOException {
    Path answers = world.folder().resolve("spark-answers");
    List<String> args = new ArrayList<>(List.of(answers.toString()));
    args.add("spark.sql.catalog.tidemark=org.apache.iceberg.spark.SparkCatalog");
    world
        .catalogProperties()
        .forEach((key, value) -> args.add("spark.sql.catalog.tidemark." + key + "=" + value));
    args.add("--");
    args.addAll(List.of(statements));
    List<Path> jars = new ArrayList<>(List.of(classpath.resolveSibling("classes")));
    for (String jar : Files.readString(classpath).strip().split(File.pathSeparator)) {
      jars.add(Path.of(jar));
    }
    ChildProcess spark =
        world.keep(
            ChildJvm.builder("Spark")
                .classpath(jars)
                .mainClass("dev.tidemark.tests.spark.SparkQueries")
                .args(args)
                .heap("1g")
                .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
                .jvmArgs(
                    "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
                    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED")
                .logFile(world.folder().resolve("logs/spark.log"))
                .start());
    assertThat(spark.awaitExit(PATIENCE))
        .as(() -> String.join("\n", spark.lastLogLines(30)))
        .isZero();
    return rows(Files.readAllLines(answers));
  }

  private static List<List<JsonNode>> rows(List<String> lines) throws IOException {
    List<List<JsonNode>> answers = new ArrayList<>();
    List<JsonNode> answer = new ArrayList<>();
    for (String line : lines) {
      if (line.equals("---")) {
        answers.add(answer);
        answer = new ArrayList<>();
      } else {
        answer.add(JSON.readTree(line));
      }
    }
    return answers;
  }
}
