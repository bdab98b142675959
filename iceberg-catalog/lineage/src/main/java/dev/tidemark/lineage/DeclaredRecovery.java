package dev.tidemark.lineage;

import dev.tidemark.definition.Recovery;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.TableMetadata;

/**
 * How far back a table is meant to go, as its newest start of a run has declared it: two table
 * properties, so that whoever takes recovery points or forgets versions knows it without the
 * definition. What is declared nowhere is {@link Recovery#DEFAULT}.
 */
final class DeclaredRecovery {
  private final TableCommits commits;

  DeclaredRecovery(TableCommits commits) {
    this.commits = commits;
  }

  Recovery get() {
    return of(commits.fresh());
  }

  /** One commit, or none if the table says so already. */
  void set(Recovery recovery) {
    commits.perform(
        table -> {
          if (of(table).equals(recovery)) {
            return new Step.Done<>(true);
          }
          return Step.Change.of(
              transaction ->
                  transaction
                      .updateProperties()
                      .set(Keys.RECOVERY_HORIZON, recovery.horizon().toString())
                      .set(Keys.RECOVERY_SAVEPOINTS, recovery.savepointsEvery().toString())
                      .commit(),
              landed -> true);
        });
  }

  private static Recovery of(TableMetadata table) {
    Map<String, String> declared = table.properties();
    String horizon = declared.get(Keys.RECOVERY_HORIZON);
    String every = declared.get(Keys.RECOVERY_SAVEPOINTS);
    return horizon == null || every == null
        ? Recovery.DEFAULT
        : new Recovery(Duration.parse(horizon), Duration.parse(every));
  }
}
