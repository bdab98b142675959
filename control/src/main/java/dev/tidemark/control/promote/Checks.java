package dev.tidemark.control.promote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.query.BranchQuery;
import dev.tidemark.definition.Check;
import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checks that a definition declares, asked of a run's branch. They are asked once, before the
 * promote: what the run commits between the two is not looked at.
 */
final class Checks {
  private final TableDefinition definition;
  private final String run;

  Checks(TableDefinition definition, String run) {
    this.definition = definition;
    this.run = run;
  }

  /**
   * @throws CommandFailure if one does not hold, or they cannot be asked
   */
  void require(Environment environment) throws InterruptedException {
    List<Check> checks = definition.checks();
    if (checks.isEmpty()) {
      return;
    }
    String sql = new CheckSql(definition.name()).of(checks);
    JsonNode rows = new BranchQuery(environment).rows(sql, definition.name(), branch());
    List<String> failing = new ArrayList<>();
    for (Check check : checks) {
      JsonNode found = null;
      for (JsonNode row : rows) {
        found = row.path("name").asText().equals(check.name()) ? row : found;
      }
      if (found == null) {
        throw new IllegalStateException("Check %s has no answer".formatted(check.name()));
      }
      failure(check, found.path("total").asLong(), found.path("found").asLong())
          .ifPresent(what -> failing.add("%s (%s)".formatted(check.name(), what)));
    }
    if (!failing.isEmpty()) {
      throw CommandFailure.refused(
          "Cannot promote %s/%s: %d of %d checks %s on its branch: %s. Look with `tidemark query SQL --branch %s`, or pass --skip-checks."
              .formatted(
                  definition.name(),
                  run,
                  failing.size(),
                  checks.size(),
                  failing.size() == 1 ? "fails" : "fail",
                  String.join(", ", failing),
                  branch()));
    }
  }

  private String branch() {
    return "run_" + run;
  }

  /** What is wrong, with the value found and the declared one. */
  static Optional<String> failure(Check check, long total, long found) {
    if (check instanceof Check.Rows rows) {
      Long atLeast = rows.atLeast();
      Long atMost = rows.atMost();
      if (atLeast != null && found < atLeast) {
        return Optional.of("%,d rows, at least %,d are declared".formatted(found, atLeast));
      }
      return atMost != null && found > atMost
          ? Optional.of("%,d rows, at most %,d are declared".formatted(found, atMost))
          : Optional.empty();
    }
    if (check instanceof Check.NullRate rate) {
      return found > rate.atMost() * total
          ? Optional.of(
              "%,d of %,d rows have no %s, at most a share of %s is declared"
                  .formatted(found, total, rate.column(), rate.atMost()))
          : Optional.empty();
    }
    if (found == 0) {
      return Optional.empty();
    }
    return Optional.of(
        check instanceof Check.ExistsIn exists
            ? "%,d rows have a %s that is not in %s"
                .formatted(found, exists.column(), exists.other())
            : "%,d rows, none are declared".formatted(found));
  }
}
