package dev.tidemark.control.retention;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Kind;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a table can go back as far as its definition says, judged by its topics' settings before
 * a run starts. A run that goes on is only warned about: standing still would cost its readers more
 * than the way back, which is shorter already.
 */
public final class HorizonCheck {
  private final TableDefinition definition;
  private final Retention retention;

  private HorizonCheck(TableDefinition definition, Retention retention) {
    this.definition = definition;
    this.retention = retention;
  }

  /**
   * @param goesOn whether the run has state already
   * @throws CommandFailure if a new run's topics do not keep what the definition declares, with all
   *     that is wrong
   */
  public static void require(
      Environment environment, TableDefinition definition, boolean goesOn, Console console) {
    List<String> topics = definition.sources().stream().map(Source::topic).toList();
    var check = new HorizonCheck(definition, Retention.of(environment, topics));
    for (String doubt : check.retention.doubts()) {
      console.note(
          "Whether %s can go back by %s is not known: %s. `tidemark horizon %s` shows how far it can."
              .formatted(definition.name(), check.horizon(), doubt, definition.name()));
    }
    List<String> problems = check.problems();
    if (problems.isEmpty()) {
      return;
    }
    String what = String.join("; ", problems);
    if (!goesOn) {
      throw CommandFailure.refused(
          "Cannot start a run of %s, which declares a horizon of %s: %s."
              .formatted(definition.name(), check.horizon(), what));
    }
    console.note(
        "%s declares a horizon of %s, which does not hold: %s."
            .formatted(definition.name(), check.horizon(), what));
  }

  private List<String> problems() {
    Duration horizon = definition.recovery().horizon();
    List<String> problems = new ArrayList<>();
    List<String> shorter = retention.shorterThan(horizon);
    if (!shorter.isEmpty()) {
      problems.add(
          "%s; set retention.ms to %d or more, or declare a shorter recovery.horizon in its table.yaml"
              .formatted(String.join(", ", shorter), horizon.toMillis()));
    }
    for (String topic : retention.compacted()) {
      if (!isNewestPerKey(topic)) {
        problems.add(
            "%s loses all but the newest event of a key (cleanup.policy=compact), and the table needs every one; set cleanup.policy=delete"
                .formatted(topic));
      }
    }
    return problems;
  }

  /** Whether only the newest state of a key counts; of pipelines, those of keyed tables say so. */
  private boolean isNewestPerKey(String topic) {
    return definition.isSql()
        ? definition.source(topic).stream().noneMatch(source -> source.primaryKey().isEmpty())
        : definition.kind() == Kind.UPSERT;
  }

  private String horizon() {
    return DurationText.of(definition.recovery().horizon());
  }
}
