package dev.tidemark.control.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.definition.TableName;
import java.util.List;

/** A statement that reads a run's branch of one table, and what readers see of the others. */
public final class BranchQuery {
  private static final long MOST_ROWS = 1_000;

  private final Environment environment;

  public BranchQuery(Environment environment) {
    this.environment = environment;
  }

  /**
   * The rows of the answer, each an object.
   *
   * @throws CommandFailure if the statement cannot be answered
   */
  public JsonNode rows(String sql, TableName table, String branch) throws InterruptedException {
    List<String> which = List.of("--branch", branch, "--branch-of", table.toString());
    String text = new QueryProcess(environment).answer(sql, MOST_ROWS, which);
    try {
      JsonNode answer = new ObjectMapper().readTree(text);
      if (answer.has("error")) {
        throw new CommandFailure(answer.path("error").asText());
      }
      return answer.path("rows");
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("The query's answer is no JSON: " + text, unreadable);
    }
  }
}
