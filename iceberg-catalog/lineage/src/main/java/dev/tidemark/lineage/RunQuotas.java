package dev.tidemark.lineage;

import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of a table's runs: a property each. It is written before the brokers are told and
 * removed after they have forgotten, so a kill in between leaves a property too many, never a quota
 * that nobody knows of; either step may be repeated.
 */
public final class RunQuotas {
  private final TableCommits commits;

  RunQuotas(TableCommits commits) {
    this.commits = commits;
  }

  /** Of one run, which need not have begun; empty if it has none. */
  public Optional<RunQuota> of(String run) {
    return Optional.ofNullable(RunQuota.of(commits.fresh(), run));
  }

  /** Remembers it in place of the run's earlier one. */
  public void remember(RunQuota quota) {
    put(quota.run(), quota);
  }

  /** Forgets that of a run, if it has one. */
  public void forget(String run) {
    put(run, null);
  }

  private void put(String run, @Nullable RunQuota quota) {
    String key = Keys.quota(run);
    commits.perform(
        table -> {
          if (isThere(table, key, quota)) {
            return new Step.Done<>(true);
          }
          return Step.Change.of(
              transaction -> {
                var update = transaction.updateProperties();
                (quota == null ? update.remove(key) : update.set(key, quota.value())).commit();
              },
              landed -> true);
        });
  }

  private static boolean isThere(TableMetadata table, String key, @Nullable RunQuota quota) {
    String value = table.properties().get(key);
    return quota == null ? value == null : quota.value().equals(value);
  }
}
