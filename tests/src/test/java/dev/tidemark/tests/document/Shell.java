package dev.tidemark.tests.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder in which commands are typed as documents have them: {@code ./tidemark} and {@code
 * tidemark} are there, and a stack with live tables is what they are about. Ends what it started.
 */
final class Shell implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("tidemark.home"));
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final List<ProcessHandle> seen = new ArrayList<>();
  private int typed;
  private String version = "";
  private long lastGood;

  Shell(Path folder) {
    this.folder = folder;
  }

  /**
   * How a command ended.
   *
   * @param code 143 for one that goes on and was ended when it had begun
   */
  record Ended(int code, String out, String err, boolean wentOn) {
    boolean isWell() {
      return code == 0 || wentOn;
    }
  }

  /** A stack, three tables live, a second run of one, a recovery point before the last events. */
  void prepare() throws IOException, InterruptedException {
    Files.createSymbolicLink(folder.resolve("tidemark"), HOME.resolve("tidemark"));
    definition("order_lines", "my/order_lines", "");
    definition("order_lines", "my/order_lines_v2", "_v2");
    well("tidemark up --detach");
    well("tidemark generate --events 1500 --seed 7 --partitions 2 --topics order-lines,product-updates");
    for (String name : List.of("order_lines", "product_catalog", "sales_by_hour")) {
      live("tidemark run " + name);
    }
    live("tidemark run my/order_lines_v2");
    live("tidemark replay shop.product_catalog --json");
    live("tidemark replay shop.sales_by_hour --json");
    awaitEqual("shop.product_catalog");
    well("tidemark watch shop.product_catalog --once");
    JsonNode before = JSON.readTree(well("tidemark show shop.product_catalog --json").out());
    lastGood = before.at("/tidemark/topics/0/partitions/0/to").asLong();
    version = before.path("version").asText();
    well("tidemark generate --events 500 --seed 8 --topics order-lines,product-updates");
    await("a version with the last events")
        .atMost(PATIENCE)
        .until(() -> !version.equals(version("shop.product_catalog")));
    awaitEqual("shop.product_catalog");
  }

  /** Types a line of a document; placeholders become what is there. */
  Ended type(String line) throws IOException, InterruptedException {
    String real =
        line.replaceAll("\\b(VERSION|4711)\\b", versionFor(line))
            .replaceAll("before product-updates:0:\\w+", "before product-updates:0:" + lastGood)
            .replaceAll("(order-lines|product-updates):0:\\d+-\\d+", "$1:0:%d-%d".formatted(lastGood, lastGood + 2))
            .replaceAll("(--at|--from|--to) -\\d+\\w+", "$1 -1s");
    return goesOn(real) ? begun(real) : run(real);
  }

  private String versionFor(String line) throws IOException, InterruptedException {
    return line.contains("shop.") && !line.contains("product_catalog")
        ? version(line.replaceAll(".*?(shop\\.\\w+).*", "$1"))
        : version;
  }

  private static boolean goesOn(String line) {
    return line.matches("(\\./)?tidemark (replay|run) .*")
        || line.matches("(\\./)?tidemark (watch|maintain) .*")
            && line.matches(".*--every.*|.*tidemark watch [^-]*( #.*)?")
        || line.matches(".* --follow.*");
  }

  private Ended begun(String line) throws IOException, InterruptedException {
    Process process = start(line);
    Path out = out(typed);
    await(line)
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || !Files.readString(out).isBlank());
    boolean wentOn = process.isAlive();
    end(process);
    return new Ended(
        process.exitValue(), Files.readString(out), Files.readString(err(typed)), wentOn);
  }

  private Ended run(String line) throws IOException, InterruptedException {
    Process process = start(line);
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      end(process);
    }
    return new Ended(
        ended ? process.exitValue() : -1,
        Files.readString(out(typed)),
        Files.readString(err(typed)),
        false);
  }

  private Ended well(String line) throws IOException, InterruptedException {
    Ended ended = run(line);
    assertThat(ended.code()).as("%s\n%s\n%s", line, ended.out(), ended.err()).isZero();
    return ended;
  }

  /** Starts a job that stays; returns when it is known that it runs. */
  private void live(String line) throws IOException {
    Process process = start(line);
    Path out = out(typed);
    Path err = err(typed);
    await(line)
        .atMost(PATIENCE)
        .failFast("It has ended", () -> !process.isAlive())
        .untilAsserted(
            () -> assertThat(Files.readString(out)).as(Files.readString(err)).isNotBlank());
  }

  private void awaitEqual(String table) {
    await(table + ": both runs have read everything")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> run("tidemark compare %s main r2".formatted(table)).code() == 0);
  }

  private String version(String table) throws IOException, InterruptedException {
    return JSON.readTree(well("tidemark show %s --json".formatted(table)).out())
        .path("version")
        .asText();
  }

  /** A built-in definition as a folder of the user's. */
  private void definition(String name, String as, String suffix) throws IOException {
    Path target = Files.createDirectories(folder.resolve(as));
    Path source = HOME.resolve("table-definitions/definitions").resolve(name);
    Files.writeString(
        target.resolve("table.yaml"),
        Files.readString(source.resolve("table.yaml"))
            .replace("table: shop." + name, "table: shop." + name + suffix));
  }

  private Process start(String line) throws IOException {
    typed++;
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", "exec " + line)
            .directory(folder.toFile())
            .redirectOutput(out(typed).toFile())
            .redirectError(err(typed).toFile());
    shell.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    shell.environment().put("TIDEMARK_NO_BUILD", "1");
    shell.environment().put("TIDEMARK_DIR", folder.resolve("stack").toString());
    Process process = shell.start();
    started.add(process);
    return process;
  }

  private Path out(int number) {
    return folder.resolve("%03d.out".formatted(number));
  }

  private Path err(int number) {
    return folder.resolve("%03d.err".formatted(number));
  }

  private void end(Process process) throws InterruptedException {
    process.descendants().forEach(seen::add);
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Ends the jobs, then the stack. */
  void end() throws IOException, InterruptedException {
    for (int i = started.size() - 1; i >= 0; i--) {
      end(started.get(i));
    }
    run("tidemark down");
  }

  /** What was started and is still there. */
  List<ProcessHandle> alive() {
    return Stream.concat(seen.stream(), started.stream().map(Process::toHandle))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!alive().isEmpty() || Files.exists(folder.resolve("stack/env.properties"))) {
      end();
    }
  }
}
