package dev.tidemark.control.replay;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.run.RunCommand;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.Tidemark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a replay must know of its table before it starts. */
record ReplayedTable(TableName name, LiveTable table, Path stackFolder) {

  /**
   * The definition of a replay: the one given, else the one that the run which leads (or another
   * one) was started with here, else the built-in one of the table's name.
   *
   * @throws CommandFailure if nothing says which, or it is of another table
   */
  String definition(@Nullable String given) {
    String chosen =
        Optional.ofNullable(given)
            .or(this::ofARun)
            .or(() -> Definitions.builtInNames().stream().filter(this::isOfTable).findFirst())
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "Nothing here says which definition %s is kept live by. Pass --definition FOLDER."
                            .formatted(name)));
    TableDefinition read = Definitions.named(chosen);
    if (!read.name().equals(name)) {
      throw new CommandFailure(
          "The definition %s is of the table %s, not of %s. Pass one of %s."
              .formatted(chosen, read.name(), name, name));
    }
    return RunCommand.definitionForTheJob(chosen);
  }

  private boolean isOfTable(String builtIn) {
    return Definitions.builtIn(builtIn).name().equals(name);
  }

  private Optional<String> ofARun() {
    List<String> runs = table.runs().stream().map(Run::id).toList();
    return Stream.concat(table.lead().stream(), runs.stream())
        .flatMap(run -> record(run).definition().stream())
        .findFirst();
  }

  RunRecord record(String run) {
    return RunRecord.in(stackFolder, name, run);
  }

  /** The first of r2, r3, … that the table has not, never had, and this machine never started. */
  String nextRun() {
    List<String> runs = table.runs().stream().map(Run::id).toList();
    int number = 2;
    while (runs.contains("r" + number)
        || table.isRetired("r" + number)
        || Files.exists(record("r" + number).folder())) {
      number++;
    }
    return "r" + number;
  }

  boolean hasRun(String run) {
    return table.runs().stream().anyMatch(it -> it.id().equals(run));
  }

  /** What says where the table began: what readers see, else any run's newest tidemark. */
  Optional<Tidemark> began() {
    return table
        .head("main")
        .or(() -> table.runs().stream().flatMap(run -> run.head().stream()).findFirst());
  }
}
