package dev.tidemark.control.quota;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RunQuota;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has Kafka's brokers hold a replay's readers back, and no longer once it leads or is retired.
 *
 * <p>Kafka's quotas go by exact client id, and each reader has one of its own; so every reader gets
 * its part of the rate. Whoever kills a command between its steps leaves a quota that the table
 * remembers ({@link dev.tidemark.lineage.RunQuotas}): the same command, a promote or a retirement
 * finds it.
 */
public final class ReplayQuota {
  /** The word that ends a quota. */
  private static final String NONE = "none";

  private static final String CLIENT_IDS = "kafka.client.id.prefix";

  private final Environment environment;
  private final LiveTable live;
  private final TableName table;
  private final Console console;

  public ReplayQuota(Environment environment, LiveTable live, TableName table, Console console) {
    this.environment = environment;
    this.live = live;
    this.table = table;
    this.console = console;
  }

  /**
   * Sets a run's quota before its job starts.
   *
   * @param wish a rate, {@code none}, or null for what the run had before
   * @param parallelism of the job, so the number of its readers
   * @param partitions that it reads, of all topics
   * @throws CommandFailure if the wish cannot be read, the run leads, or the brokers refuse; then
   *     nothing has changed
   */
  public void apply(String run, @Nullable String wish, int parallelism, int partitions) {
    Optional<RunQuota> before = live.quotas().of(run);
    boolean leads = live.lead().filter(run::equals).isPresent();
    if (NONE.equals(wish) || (wish == null && leads)) {
      lift(run, "repeat the command");
    } else if (wish != null || before.isPresent()) {
      long rate = wish == null ? before.orElseThrow().bytesPerSecond() : ByteRate.parse(wish);
      requireOwnClientIds(run, leads);
      int most = before.map(RunQuota::readers).orElse(0);
      set(new RunQuota(run, rate, Math.max(most, parallelism)), parallelism, partitions);
    }
  }

  private void requireOwnClientIds(String run, boolean leads) {
    if (leads) {
      throw CommandFailure.refused(
          "Cannot hold %s/%s back with a quota: it leads, and readers would see old rows. Leave out --quota."
              .formatted(table, run));
    }
    if (environment.get(CLIENT_IDS).isPresent()) {
      throw CommandFailure.refused(
          "Cannot hold %s/%s back with a quota: %s is %s here, so all runs have the same client ids. Leave that setting out, or --quota."
              .formatted(table, run, CLIENT_IDS, environment.get(CLIENT_IDS).get()));
    }
  }

  private void set(RunQuota quota, int parallelism, int partitions) {
    long each = each(quota.bytesPerSecond(), parallelism, partitions);
    var wish =
        new BrokerQuotas.Wish(
            "Cannot hold %s/%s to %s"
                .formatted(table, quota.run(), ByteRate.of(quota.bytesPerSecond())),
            "repeat the command; or leave out --quota");
    try (BrokerQuotas brokers = BrokerQuotas.of(environment)) {
      brokers.require(quota.clientIds(table), each, wish);
      live.quotas().remember(quota);
      brokers.set(quota.clientIds(table), each, wish);
    }
    console.note(
        "Kafka gives the readers of %s/%s at most %s from each broker, until it is promoted or retired."
            .formatted(table, quota.run(), ByteRate.of(quota.bytesPerSecond())));
  }

  /**
   * A reader without a partition needs no part; no more than these have one at a time. Brokers take
   * whole bytes only, and none that is 0.
   */
  static long each(long bytesPerSecond, int parallelism, int partitions) {
    return Math.max(1, bytesPerSecond / Math.max(1, Math.min(parallelism, partitions)));
  }

  /**
   * Ends a run's quota; does nothing, and asks Kafka nothing, if it has none.
   *
   * @param again what to do if Kafka cannot be asked now, once it can
   * @throws CommandFailure if the brokers do not do it; the table still remembers it then
   */
  public void lift(String run, String again) {
    Optional<RunQuota> quota = live.quotas().of(run);
    if (quota.isEmpty()) {
      return;
    }
    String rate = ByteRate.of(quota.get().bytesPerSecond());
    try (BrokerQuotas brokers = BrokerQuotas.of(environment)) {
      brokers.remove(
          quota.get().clientIds(table),
          new BrokerQuotas.Wish(
              "Cannot end the quota of %s that Kafka has for %s/%s".formatted(rate, table, run),
              again));
    }
    live.quotas().forget(run);
    console.note("Kafka's quota of %s for %s/%s is gone.".formatted(rate, table, run));
  }
}
