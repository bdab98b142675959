package dev.tidemark.tests.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.reference.Reference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.Positions;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A live table of products at two moments, as a reader must find it. Most products were updated
 * more than once, some were removed: who applies no deletes finds a product twice.
 */
public final class ProductTable {
  /** Finds the rows that {@link #productsIn} takes. */
  public static final String COLUMNS = "stock_code, updated_by_partition, updated_by_offset";

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;
  private static final String RUN = "r1";

  private final World world;
  private final long older;
  private final Map<String, String> olderProducts;
  private final long newest;
  private final Tidemark stamp;
  private final Map<String, String> products;

  private ProductTable(World world, SnapshotWatcher watcher) {
    this.world = world;
    send();
    watcher.awaitCaughtUp(PATIENCE);
    this.older = watcher.lastSeen();
    this.olderProducts = expected(watcher.lastStamp());
    send();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    this.newest = watcher.lastSeen();
    this.stamp = watcher.lastStamp();
    this.products = expected(stamp);
    assertThat(products).isNotEqualTo(olderProducts);
  }

  /**
   * Runs the table's job until all events are in it; it goes on without new ones.
   *
   * @param more lines of YAML for its definition
   */
  public static ProductTable run(World world, String more) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    world.job(world.definition(TOPIC, more), RUN).start();
    return new ProductTable(world, watcher);
  }

  /** Its name in SQL, without a catalog. */
  public String name() {
    return world.table(TOPIC).toString();
  }

  public long older() {
    return older;
  }

  public long newest() {
    return newest;
  }

  /** The newest version's tidemark. */
  public Tidemark stamp() {
    return stamp;
  }

  /** Every product of the newest version, with the event that set it. */
  public Map<String, String> products() {
    return products;
  }

  /** The same of the older version. */
  public Map<String, String> olderProducts() {
    return olderProducts;
  }

  /** The same as rows of {@link #COLUMNS} say; fails if a product is there twice. */
  public static Map<String, String> productsIn(Iterable<JsonNode> rows) {
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

  /** Requires that a summary's {@code tidemark.to} has the offsets of the newest tidemark. */
  public void requireOffsets(String to) {
    Set<Long> found =
        Arrays.stream(to.split("[,;]"))
            // Of equal neighbours one is there, with how many they are.
            .map(offset -> Long.valueOf(offset.replaceFirst("\\*\\d+$", "")))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(found).isEqualTo(new TreeSet<>(Positions.of(stamp).values()));
  }

  /** A command of {@code ./tidemark} that finds this table's catalog; must end well. */
  public Launched command(String name, String... arguments) throws IOException {
    Launched command = start(name, arguments);
    assertThat(command.awaitExit(PATIENCE)).as(command.toString()).isZero();
    return command;
  }

  /** The same, must end with this code and nothing but a sentence. */
  public String refused(int code, String name, String... arguments) throws IOException {
    Launched command = start(name, arguments);
    assertThat(command.awaitExit(PATIENCE)).as(command.toString()).isEqualTo(code);
    assertThat(command.out()).isEmpty();
    return command.err();
  }

  private Launched start(String name, String... arguments) throws IOException {
    Path stack = CommandFolder.of(world);
    return world.keep(Launched.of(stack, name, List.of(arguments)));
  }

  /** What {@code env} prints for an engine. */
  public String setup(String engine) throws IOException {
    Launched env = command("env-" + engine, "env", engine, "--json");
    return new ObjectMapper().readTree(env.out()).at("/engines/" + engine).asText();
  }

  private void send() {
    for (int i = 0; i < 1_000; i++) {
      world.log().send(world.shop().productUpdate(2));
    }
    world.log().flush();
  }

  private Map<String, String> expected(Tidemark at) {
    Map<String, String> expected = new TreeMap<>();
    for (Row row : new Reference(world.log()).rows(TOPIC, Positions.of(at))) {
      expected.put(
          String.valueOf(row.get("stock_code")),
          row.get("updated_by_partition") + "-" + row.get("updated_by_offset"));
    }
    return expected;
  }
}
