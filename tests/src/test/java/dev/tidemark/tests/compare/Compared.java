package dev.tidemark.tests.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** {@code tidemark compare}, typed on a table of a world. */
public final class Compared {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Compared() {}

  /**
   * What it prints.
   *
   * @param exit the code that it must end with
   * @param arguments behind the table
   */
  public static JsonNode of(World world, TableIdentifier table, int exit, String... arguments)
      throws IOException {
    Launched command = start(world, table, arguments);
    assertThat(command.awaitExit(PATIENCE)).as(command.toString()).isEqualTo(exit);
    return JSON.readTree(command.out());
  }

  static Launched start(World world, TableIdentifier table, String... arguments)
      throws IOException {
    Path stack = CommandFolder.of(world);
    List<String> command = new ArrayList<>(List.of("compare", table.toString()));
    command.addAll(List.of(arguments));
    command.add("--json");
    return world.keep(Launched.of(stack, "compare", command));
  }
}
