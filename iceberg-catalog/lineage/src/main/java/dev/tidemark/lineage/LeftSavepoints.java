package dev.tidemark.lineage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableMetadata;

/**
 * The savepoints of a table that are to be deleted, so that none is forgotten with whoever was to
 * delete it. A table property each. It is there before the savepoint's recovery point is made, goes
 * in the commit that makes the point ({@link RecoveryPoints#add}), and is there again from the
 * commit that forgets the point until the files are gone. So at every moment a savepoint that is
 * known at all belongs to a point or is listed here.
 */
public final class LeftSavepoints {
  private final TableCommits commits;

  LeftSavepoints(TableCommits commits) {
    this.commits = commits;
  }

  /** Notes a savepoint whose point is still to be made. */
  public void note(LeftSavepoint savepoint) {
    commits.perform(
        table -> {
          boolean known =
              table.properties().containsKey(savepoint.key())
                  || table
                      .properties()
                      .containsKey(RecoveryPoint.key(savepoint.run(), savepoint.checkpoint()));
          return known
              ? new Step.Done<>(true)
              : Step.Change.of(
                  transaction ->
                      transaction
                          .updateProperties()
                          .set(savepoint.key(), savepoint.value())
                          .commit(),
                  landed -> true);
        });
  }

  /** Those noted before a moment; whoever noted them made no point of them since. */
  public List<LeftSavepoint> before(Instant moment) {
    return all(commits.fresh()).stream().filter(left -> left.since().isBefore(moment)).toList();
  }

  /** All of them. */
  public List<LeftSavepoint> all() {
    return all(commits.fresh());
  }

  /** Strikes out those whose files are gone. */
  public void gone(List<LeftSavepoint> savepoints) {
    commits.perform(
        table -> {
          List<String> keys =
              savepoints.stream()
                  .map(LeftSavepoint::key)
                  .filter(table.properties()::containsKey)
                  .toList();
          if (keys.isEmpty()) {
            return new Step.Done<>(true);
          }
          return Step.Change.of(
              transaction -> {
                var properties = transaction.updateProperties();
                keys.forEach(properties::remove);
                properties.commit();
              },
              landed -> true);
        });
  }

  private static List<LeftSavepoint> all(TableMetadata table) {
    List<LeftSavepoint> all = new ArrayList<>();
    for (Map.Entry<String, String> property : table.properties().entrySet()) {
      if (property.getKey().startsWith(Keys.LEFT_SAVEPOINT)) {
        all.add(LeftSavepoint.of(property.getKey(), property.getValue()));
      }
    }
    return List.copyOf(all);
  }
}
