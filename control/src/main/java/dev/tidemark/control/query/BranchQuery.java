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
    String text = answer(sql, which);
    try {
      return new ObjectMapper().readTree(text).path("rows");
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("The query's answer is no JSON: " + text, unreadable);
    }
  }

  /** The statement is a definition's: what cannot be understood of it was not typed. */
  private String answer(String sql, List<String> which) throws InterruptedException {
    try {
      return new QueryProcess(environment).answer(sql, MOST_ROWS, which);
    } catch (CommandFailure failure) {
      throw failure.kind() == CommandFailure.Kind.NOT_UNDERSTOOD
          ? new CommandFailure(String.valueOf(failure.getMessage()), failure)
          : failure;
    }
  }
}
