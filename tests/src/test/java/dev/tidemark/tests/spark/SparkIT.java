package dev.tidemark.tests.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import dev.tidemark.tests.reader.ProductTable;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever reads with Spark finds the same rows, versions and tidemarks, with SQL alone. */
@ExtendWith(SharedStack.class)
class SparkIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void sparkReadsMainARunsBranchAnOlderVersionAndTheTidemark(World world) throws Exception {
    Path classpath = Path.of(System.getProperty("tidemark.home"), "tests/spark/target/classpath");
    assumeTrue(
        Files.isRegularFile(classpath),
        "Spark is not on this machine. mvn verify -Pspark gets it.");
    ProductTable table = ProductTable.run(world, "");
    String setup = table.setup("spark");
    requireSamePackages(setup, Files.readString(classpath));

    String select = "SELECT " + ProductTable.COLUMNS + " FROM tidemark." + table.name();
    List<List<JsonNode>> answers =
        ask(
            world,
            classpath,
            setup,
            select,
            select + " VERSION AS OF 'run_r1'",
            select + " VERSION AS OF " + table.older(),
            "SELECT summary['tidemark.id'] AS id, summary['tidemark.to'] AS to_offsets,"
                + " summary['tidemark.records.consumed'] AS consumed FROM tidemark."
                + table.name()
                + ".snapshots WHERE snapshot_id = "
                + table.newest());

    assertThat(ProductTable.productsIn(answers.get(0))).isEqualTo(table.products());
    assertThat(ProductTable.productsIn(answers.get(1))).isEqualTo(table.products());
    assertThat(ProductTable.productsIn(answers.get(2))).isEqualTo(table.olderProducts());
    JsonNode stamp = answers.get(3).get(0);
    assertThat(stamp.path("id").asText()).isEqualTo(table.stamp().id());
    assertThat(stamp.path("consumed").asLong()).isEqualTo(table.stamp().consumed());
    table.requireOffsets(stamp.path("to_offsets").asText());
  }

  /** What is printed for --packages is what runs here, so that the settings are tried with it. */
  private static void requireSamePackages(String setup, String classpath) {
    Matcher packages = Pattern.compile("--packages (\\S+)").matcher(setup);
    assertThat(packages.find()).as(setup).isTrue();
    for (String coordinate : packages.group(1).split(",")) {
      String[] parts = coordinate.split(":");
      assertThat(classpath).contains("/%s-%s.jar".formatted(parts[1], parts[2]));
    }
  }

  /** The settings that {@code tidemark env spark} prints behind {@code --conf}. */
  private static List<String> settings(String setup) {
    return Pattern.compile("--conf '([^']+)'")
        .matcher(setup)
        .results()
        .map(setting -> setting.group(1))
        .toList();
  }

  private static List<List<JsonNode>> ask(
      World world, Path classpath, String setup, String... statements) throws IOException {
    Path answers = world.folder().resolve("spark-answers");
    List<String> args = new ArrayList<>(List.of(answers.toString()));
    args.addAll(settings(setup));
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
