package dev.tidemark.tests.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A folder in which commands are typed as documents have them: {@code ./tidemark} and {@code
 * tidemark} are there, and a stack with live tables is what they are about. Ends what it started.
 */
final class Shell implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("tidemark.home"));
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final boolean LONG = Boolean.getBoolean("long");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final List<ProcessHandle> seen = new ArrayList<>();
  private int typed;
  private final Map<String, Long> lastGood = new HashMap<>();

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
    files();
    definition("order_lines", "my/order_lines", "");
    definition("order_lines", "my/order_lines_v2", "_v2");
    well("tidemark up --detach");
    well(
        "tidemark generate --events 1500 --seed 7 --partitions 2 --topics"
            + " order-lines,product-updates");
    Process lines = live("tidemark run order_lines");
    Process copy = live("tidemark run my/order_lines_v2");
    Process products = live("tidemark run product_catalog");
    Process hours = live("tidemark run sales_by_hour");
    Process again = live("tidemark replay shop.product_catalog --json");
    live("tidemark replay shop.sales_by_hour --json");
    awaitEqual("shop.product_catalog main r2");
    well("tidemark watch shop.product_catalog --once");
    if (LONG) {
      well("tidemark watch shop.order_lines --once");
    }
    String version = seen("shop.product_catalog");
    seen("shop.order_lines");
    well("tidemark generate --events 500 --seed 8 --topics order-lines,product-updates");
    await("a version with the last events")
        .atMost(PATIENCE)
        .until(() -> !version.equals(version("shop.product_catalog")));
    awaitEqual("shop.product_catalog main r2");
    awaitEqual("shop.order_lines main main --with shop.order_lines_v2 --anyway");
    // What the documents do now needs few jobs, and each would cost the others time.
    for (Process done : List.of(copy, products, hours, again)) {
      end(done);
    }
    if (!LONG) {
      end(lines);
    }
  }

  /** Notes how far readers of a table see, and gives the version. */
  private String seen(String table) throws IOException, InterruptedException {
    JsonNode shown = JSON.readTree(well("tidemark show %s --json".formatted(table)).out());
    for (JsonNode topic : shown.at("/tidemark/topics")) {
      lastGood.put(topic.path("topic").asText(), topic.at("/partitions/0/to").asLong());
    }
    return shown.path("version").asText();
  }

  /** What lines about files of the user's are about. */
  private void files() throws IOException {
    try (OutputStream orders =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("orders.csv.gz")))) {
      orders.write(
          """
          InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
          536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        folder.resolve("m.yaml"),
        """
        topic: order-lines
        schema: dev.tidemark.shop.OrderLine
        key: {format: string, fields: [invoice_no]}
        event-time: invoice_time
        fields:
          - {name: invoice_no, from: id, type: string, required: true}
          - {name: stock_code, template: "S1", type: string, required: true}
          - {name: description, template: "MUG", type: string}
          - {name: quantity, template: "1", type: int, required: true}
          - {name: invoice_time, from: at, type: timestamptz, required: true}
          - {name: unit_price, template: "1.5", type: "decimal(10,3)", required: true}
          - {name: customer_id, template: "C1", type: string}
          - {name: country, template: "France", type: string, required: true}
        """);
    Files.writeString(
        folder.resolve("events.jsonl"),
        """
        {"id": "1", "at": "2026-01-20T08:00:00Z"}
        {"id": "2", "at": "eight"}
        """);
    Files.writeString(
        folder.resolve("events.csv"),
        """
        id,at
        3,2026-01-20T08:00:00Z
        4,2026-01-20T08:01:00Z
        """);
  }

  /** Types a line of a document; placeholders become what is there. */
  Ended type(String line) throws IOException, InterruptedException {
    String real =
        line.replaceAll("\\b(VERSION|4711)\\b", versionFor(line))
            .replaceAll("--for \\d+\\w+", "--for 2s")
            .replaceAll("(--at|--from|--to) -\\d+\\w+", "$1 -1s");
    for (Map.Entry<String, Long> good : lastGood.entrySet()) {
      String partition = good.getKey() + ":0:";
      long next = good.getValue();
      real =
          real.replaceAll("before " + partition + "\\w+", "before " + partition + next)
              .replaceAll(partition + "\\d+-\\d+", partition + next + "-" + (next + 2));
    }
    return goesOn(real) ? begun(real) : run(real);
  }

  /** The newest version of the table that the line is about. */
  private String versionFor(String line) throws IOException, InterruptedException {
    return line.contains("VERSION") || line.contains("4711")
        ? version(line.replaceAll(".*?(shop\\.\\w+).*", "$1"))
        : "";
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
        .until(() -> !process.isAlive() || hasBegun(line, Files.readString(out)));
    boolean wentOn = process.isAlive();
    end(process);
    return new Ended(
        process.exitValue(), Files.readString(out), Files.readString(err(typed)), wentOn);
  }

  private static boolean hasBegun(String line, String printed) {
    return line.contains("tidemark replay ") ? printed.contains("caught up") : !printed.isBlank();
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
  private Process live(String line) throws IOException {
    Process process = start(line);
    Path out = out(typed);
    Path err = err(typed);
    await(line)
        .atMost(PATIENCE)
        .failFast("It has ended", () -> !process.isAlive())
        .untilAsserted(
            () -> assertThat(Files.readString(out)).as(Files.readString(err)).isNotBlank());
    return process;
  }

  private void awaitEqual(String what) {
    await(what + ": both have read everything")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> run("tidemark compare " + what).code() == 0);
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
