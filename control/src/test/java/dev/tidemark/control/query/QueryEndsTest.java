package dev.tidemark.control.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a query ends, by how its process does; that is a stand-in which ends as the SQL says. */
class QueryEndsTest {
  /** Its statement is the code, a space, and the error; without an error there is no answer. */
  private static final String STAND_IN =
      """
      package dev.tidemark.query;
      public class RunQuery {
        public static void main(String[] args) throws Exception {
          var named = new java.util.HashMap<String, String>();
          for (int i = 0; i < args.length; i += 2) named.put(args[i], args[i + 1]);
          String[] sql = named.get("--sql").split(" ", 2);
          if (sql.length == 2) {
            java.nio.file.Files.writeString(java.nio.file.Path.of(named.get("--answer")), sql[1]);
          }
          System.out.println("it ended so");
          System.exit(Integer.parseInt(sql[0]));
        }
      }
      """;

  @TempDir private Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private String home = "";

  @BeforeEach
  void putAStandInForTheJobs() throws IOException {
    home = System.getProperty("tidemark.home", "");
    System.setProperty("tidemark.home", folder.toString());
    Path classes = Files.createDirectories(folder.resolve("jobs/app/target/tidemark-jobs.jar"));
    Path source = Files.writeString(folder.resolve("RunQuery.java"), STAND_IN);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(compiled).isZero();
    Path flink = Files.createDirectories(folder.resolve("deploy/local/dist/flink"));
    Files.writeString(flink.resolve("classpath"), "none.jar");
    Environment.write(
        folder.resolve("stack"),
        Map.of(
            "catalog.type", "jdbc", "catalog.uri", "jdbc:sqlite:c.db", "catalog.warehouse", "w"));
  }

  @AfterEach
  void takeItAway() {
    System.setProperty("tidemark.home", home);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "4, 4"})
  void anErrorEndsTheCommandAsItEndsTheProcess(int ended, int code) throws IOException {
    assertThat(query(ended + " {\"error\": \"It is so. Do this.\"}")).isEqualTo(code);
    assertThat(console.err()).endsWith("tidemark: It is so. Do this.\n");
    assertThat(filesLeft()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "5, 5", "137, 1"})
  void aProcessThatEndsWithoutAnAnswerIsShownWithItsLog(int ended, int code) {
    assertThat(query(Integer.toString(ended))).isEqualTo(code);
    assertThat(console.err())
        .contains("The query's process ended with code %d and no answer.".formatted(ended))
        .contains("it ended so");
  }

  @Test
  void aNumberOfRowsThatIsNoneIsNotUnderstood() {
    assertThat(query("1", "--limit", "0")).isEqualTo(2);
    assertThat(console.err()).contains("--limit is 0: accepted is a number of rows from 1 on.");
  }

  /** Whoever promotes has typed no SQL. */
  @Test
  void aCheckThatIsNotUnderstoodIsNoFaultOfTheCommandLine() {
    var query = new BranchQuery(Environment.in(folder.resolve("stack")));
    assertThatThrownBy(
            () -> query.rows("2 {\"error\": \"Odd.\"}", TableName.parse("shop.t"), "run_r1"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("Odd.")
        .extracting(failure -> ((CommandFailure) failure).kind())
        .isEqualTo(CommandFailure.Kind.UNFIT);
  }

  private int query(String sql, String... options) {
    return Tidemark.run(
        console.console(),
        Stream.concat(
                Stream.of("query", sql, "--dir", folder.resolve("stack").toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private List<Path> filesLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("stack/query"))) {
      return files
          .filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".log"))
          .toList();
    }
  }
}
