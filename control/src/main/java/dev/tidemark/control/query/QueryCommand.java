package dev.tidemark.control.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.WaitNote;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark query}: one statement that reads live tables. */
@Command(
    name = "query",
    description = {
      "Ask live tables with SQL, at one version each for the whole statement.",
      "SELECT, WITH, SHOW and DESCRIBE are accepted. Rows go to standard output; which version and"
          + " tidemark was read is said on standard error, or in the JSON."
    },
    footer = {
      "",
      "Examples (single quotes keep the shell away from $ and back-ticks):",
      "  tidemark query 'SHOW TABLES FROM shop'",
      "  tidemark query 'SELECT country, COUNT(*) AS n FROM shop.order_lines GROUP BY country'",
      "  tidemark query 'SELECT * FROM shop.order_lines' --at -10m --limit 20 --json",
      "  tidemark query 'SELECT * FROM shop.`order_lines$snapshots`'"
    })
public final class QueryCommand implements Callable<Integer> {
  /** Decimals keep the digits that they were written with. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  @ArgGroup private WhichVersion which = new WhichVersion();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many rows; default ${DEFAULT-VALUE}.")
  private long limit;

  @Option(names = "--json", description = "Print a JSON object: read, columns, rows, complete.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (limit < 1) {
      throw CommandFailure.notUnderstood(
          "--limit is %d: accepted is a number of rows from 1 on.".formatted(limit));
    }
    List<String> version = which.arguments(Instant.now());
    String text = answer(version);
    JsonNode answer = JSON.readTree(text);
    if (json) {
      console.print(text);
      return 0;
    }
    var shown = new AnswerText(answer, console.isTerminal());
    List<String> lines = shown.lines();
    console.print(console.styled(Console.Style.BOLD, lines.get(0)));
    lines.subList(1, lines.size()).forEach(console::print);
    console.note(shown.note());
    return 0;
  }

  private String answer(List<String> version) throws InterruptedException {
    var process = new QueryProcess(stack.environment());
    try (var waiting = WaitNote.begin(console, "Starting a Flink that answers")) {
      return process.answer(sql, limit, version);
    }
  }
}
