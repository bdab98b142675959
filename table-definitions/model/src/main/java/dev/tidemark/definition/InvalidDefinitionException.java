package dev.tidemark.definition;

import dev.tidemark.yaml.Problem;
import java.util.List;

/** A definition that cannot be used; says all problems at once, each with its place. */
public final class InvalidDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<Problem> problems;

  InvalidDefinitionException(String origin, List<Problem> problems) {
    super(Problem.sentence("the definition " + origin, problems));
    this.problems = List.copyOf(problems);
  }

  InvalidDefinitionException(String sentence) {
    super(sentence);
    this.problems = List.of();
  }

  /** The problems in the order of the file; none if there was no file to read. */
  public List<Problem> problems() {
    return problems;
  }
}
