package dev.tidemark.sql;

import dev.tidemark.definition.TableDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** A query that cannot make its table's rows; says all that is wrong with it. */
public final class InvalidViewException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<ViewProblem> problems;

  InvalidViewException(TableDefinition definition, List<ViewProblem> problems) {
    super(
        "Cannot use the definition of %s: %d %s.\n%s"
            .formatted(
                definition.name(),
                problems.size(),
                problems.size() == 1 ? "problem" : "problems",
                problems.stream().map(p -> "  " + p).collect(Collectors.joining("\n"))));
    this.problems = List.copyOf(problems);
  }

  public List<ViewProblem> problems() {
    return problems;
  }
}
