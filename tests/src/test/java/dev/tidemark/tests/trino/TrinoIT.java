package dev.tidemark.tests.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.tests.reader.ProductTable;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever reads with Trino finds the same rows, versions and tidemarks, with SQL alone. */
@ExtendWith(SharedStack.class)
class TrinoIT {
  private static final int NEEDS_JDK = 22;

  @Test
  void trinoReadsMainARunsBranchAnOlderVersionAndTheTidemark(World world) throws Exception {
    Path module = Path.of(System.getProperty("tidemark.home"), "tests/trino/target");
    assumeTrue(
        Files.isRegularFile(module.resolve("classpath")),
        "Trino is not on this machine. mvn verify -Ptrino gets it.");
    Optional<Path> jdk = Jdks.atLeast(NEEDS_JDK, "trino.jdk");
    assumeTrue(
        jdk.isPresent(),
        "Trino needs a JDK %d or newer, and none was found. Name one: -Dtrino.jdk=FOLDER."
            .formatted(NEEDS_JDK));
    ProductTable table = ProductTable.run(world, "");
    Path folder = world.folder().resolve("trino");
    Path home = TrinoArchive.unpacked(module);
    try (var trino = TrinoServer.start(home, jdk.orElseThrow(), folder, table.setup("trino"))) {
      String name = "tidemark." + table.name();
      String select = "SELECT " + ProductTable.COLUMNS + " FROM " + name;
      assertThat(ProductTable.productsIn(trino.ask(select))).isEqualTo(table.products());
      assertThat(ProductTable.productsIn(trino.ask(select + " FOR VERSION AS OF 'run_r1'")))
          .isEqualTo(table.products());
      assertThat(ProductTable.productsIn(trino.ask(select + " FOR VERSION AS OF " + table.older())))
          .isEqualTo(table.olderProducts());
      JsonNode stamp =
          trino
              .ask(
                  "SELECT summary['tidemark.id'] AS id, summary['tidemark.to'] AS to_offsets FROM %s WHERE snapshot_id = %d"
                      .formatted(snapshots(name), table.newest()))
              .get(0);
      assertThat(stamp.path("id").asText()).isEqualTo(table.stamp().id());
      table.requireOffsets(stamp.path("to_offsets").asText());
    }
  }

  private static String snapshots(String name) {
    int dot = name.lastIndexOf('.');
    return "%s.\"%s$snapshots\"".formatted(name.substring(0, dot), name.substring(dot + 1));
  }
}
