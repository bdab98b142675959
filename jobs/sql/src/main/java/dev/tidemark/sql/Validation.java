package dev.tidemark.sql;

import dev.tidemark.connector.replay.ReplayClass;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.InvalidDefinitionException;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.run.InvalidArgumentsException;
import dev.tidemark.pipeline.run.LiveRun;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a definition without running it.
 *
 * @param definition as it was named
 * @param table its name; empty if the contract cannot be read
 * @param replay {@code prefix}, {@code watermark}, {@code refused}; empty if it is not known, as
 *     for pipelines
 * @param because the steps that wait for the watermark
 * @param problems what stands against a run
 * @param notes what does not, but should be known
 */
public record Validation(
    String definition,
    String table,
    Outcome outcome,
    String replay,
    List<String> because,
    List<Finding> problems,
    List<String> notes) {
  /** In the order of getting worse. */
  public enum Outcome {
    FINE,
    /** It is read, and must not run. */
    REFUSED,
    NOT_UNDERSTOOD
  }

  public Validation {
    because = List.copyOf(because);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /**
   * Validates a definition; never throws for what is wrong with it.
   *
   * @param nameOrPath a built-in definition or a folder
   * @param schemas what the topics hold; null if nobody shall be asked
   */
  public static Validation of(String nameOrPath, @Nullable RegisteredSchemas schemas)
      throws InterruptedException {
    TableDefinition read;
    try {
      read = Definitions.named(nameOrPath);
    } catch (InvalidDefinitionException invalid) {
      return notRead(nameOrPath, invalid);
    }
    Validation validation = read.isSql() ? query(nameOrPath, read) : pipeline(nameOrPath, read);
    return schemas == null ? validation : validation.with(schemas.check(read));
  }

  private static Validation notRead(String name, InvalidDefinitionException invalid) {
    List<Finding> findings =
        invalid.problems().stream()
            .map(
                p ->
                    new Finding(
                        "table.yaml",
                        p.line(),
                        p.column(),
                        "%s: found %s, accepted is %s".formatted(p.key(), p.found(), p.accepted())))
            .toList();
    return new Validation(
        name,
        "",
        Outcome.NOT_UNDERSTOOD,
        "",
        List.of(),
        findings.isEmpty()
            ? List.of(new Finding("table.yaml", 0, 0, String.valueOf(invalid.getMessage())))
            : findings,
        List.of());
  }

  private static Validation pipeline(String name, TableDefinition read) {
    try {
      LiveRun.requirePipeline(read);
    } catch (InvalidArgumentsException none) {
      Finding finding = new Finding("table.yaml", 0, 0, String.valueOf(none.getMessage()));
      return result(name, read, "", List.of(), List.of(finding));
    }
    return result(name, read, "", List.of(), List.of());
  }

  private static Validation query(String name, TableDefinition read) {
    try {
      ReplayClass replay = CompiledView.of(read).replay();
      if (replay instanceof ReplayClass.Refused refused) {
        List<Finding> findings =
            refused.problems().stream().map(p -> new Finding("view.sql", 0, 0, p)).toList();
        return result(name, read, "refused", List.of(), findings);
      }
      return replay instanceof ReplayClass.Watermark watermark
          ? result(name, read, "watermark", watermark.because(), List.of())
          : result(name, read, "prefix", List.of(), List.of());
    } catch (InvalidViewException invalid) {
      List<Finding> findings =
          invalid.problems().stream()
              .map(p -> new Finding("view.sql", p.line(), p.column(), p.sentence()))
              .toList();
      return result(name, read, "", List.of(), findings);
    }
  }

  /** What stands at a place of the query is of its text: the planner did not understand it. */
  private static Validation result(
      String name,
      TableDefinition read,
      String replay,
      List<String> because,
      List<Finding> findings) {
    Outcome outcome = findings.isEmpty() ? Outcome.FINE : Outcome.REFUSED;
    if (findings.stream().anyMatch(finding -> finding.line() > 0)) {
      outcome = Outcome.NOT_UNDERSTOOD;
    }
    return new Validation(
        name, read.name().toString(), outcome, replay, because, findings, List.of());
  }

  private Validation with(RegisteredSchemas.Check check) {
    List<Finding> all = Stream.concat(problems.stream(), check.problems().stream()).toList();
    Outcome worst = outcome == Outcome.FINE && !all.isEmpty() ? Outcome.REFUSED : outcome;
    return new Validation(definition, table, worst, replay, because, all, check.notes());
  }
}
