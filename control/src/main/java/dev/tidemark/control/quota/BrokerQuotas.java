package dev.tidemark.control.quota;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.load.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/**
 * The brokers' {@code consumer_byte_rate} of client ids. Each broker counts for itself, and a quota
 * of the client's user, where the cluster has one, goes before that of its id.
 */
final class BrokerQuotas implements AutoCloseable {
  private static final String CONSUMER_RATE = "consumer_byte_rate";

  /**
   * What somebody wants of the brokers, for sentences about their refusal.
   *
   * @param failed how the sentence begins
   * @param again how it ends: what to do once the reason is gone
   */
  record Wish(String failed, String again) {}

  private final Admin admin;
  private final String servers;

  private BrokerQuotas(Admin admin, String servers) {
    this.admin = admin;
    this.servers = servers;
  }

  static BrokerQuotas of(Environment environment) {
    Map<String, Object> settings = new HashMap<>(Topics.patience());
    settings.putAll(environment.kafka());
    return new BrokerQuotas(Admin.create(settings), environment.require("bootstrap-servers"));
  }

  /**
   * Asks whether the brokers would do it.
   *
   * @throws CommandFailure if they would not
   */
  void require(List<String> clientIds, double bytesPerSecond, Wish wish) {
    alter(clientIds, bytesPerSecond, wish, new AlterClientQuotasOptions().validateOnly(true));
  }

  /** Gives each of the ids that rate, from each broker. */
  void set(List<String> clientIds, double bytesPerSecond, Wish wish) {
    alter(clientIds, bytesPerSecond, wish, new AlterClientQuotasOptions());
  }

  /** Lets each of the ids have what it can; nothing happens to one without a quota. */
  void remove(List<String> clientIds, Wish wish) {
    alter(clientIds, null, wish, new AlterClientQuotasOptions());
  }

  private void alter(
      List<String> clientIds, @Nullable Double rate, Wish wish, AlterClientQuotasOptions options) {
    List<ClientQuotaAlteration> alterations =
        clientIds.stream()
            .map(id -> new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, id)))
            .map(
                entity ->
                    new ClientQuotaAlteration(
                        entity, List.of(new ClientQuotaAlteration.Op(CONSUMER_RATE, rate))))
            .toList();
    try {
      admin.alterClientQuotas(alterations, options).all().get();
    } catch (ExecutionException failure) {
      throw failed(wish, failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Kafka at " + servers + ".");
    }
  }

  private CommandFailure failed(Wish wish, @Nullable Throwable reason) {
    if (reason instanceof AuthorizationException) {
      return CommandFailure.refused(
          "%s: Kafka at %s does not let this user alter client quotas. Have it allowed ALTER_CONFIGS on the cluster, then %s."
              .formatted(wish.failed(), servers, wish.again()),
          reason);
    }
    if (reason instanceof UnsupportedVersionException) {
      return CommandFailure.refused(
          "%s: the brokers at %s are older than Kafka 2.6, the first that clients can ask for quotas. Leave out --quota."
              .formatted(wish.failed(), servers),
          reason);
    }
    String said = reason == null ? "nothing" : String.valueOf(reason.getMessage());
    return CommandFailure.unreachable(
        "%s: Kafka at %s says: %s Check that it runs, then %s."
            .formatted(wish.failed(), servers, said, wish.again()),
        new IllegalStateException(said, reason));
  }

  @Override
  public void close() {
    admin.close();
  }
}
