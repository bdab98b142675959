package dev.tidemark.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * A connection to an environment's Kafka that a thread of its own makes, while whoever needs it
 * opens a table: each of both takes a third of a second in a young process.
 */
public final class KafkaConnection implements AutoCloseable {
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

  private final FutureTask<Admin> connecting;

  private KafkaConnection(Map<String, Object> settings) {
    this.connecting = new FutureTask<>(() -> connect(settings));
  }

  /**
   * Begins to connect.
   *
   * @param patience settings that say how long the client waits for answers
   */
  public static KafkaConnection begin(Environment environment, Map<String, Object> patience) {
    Map<String, Object> settings = new HashMap<>(patience);
    // Nobody looks at the metrics of a command, and telling them to the JDK takes a while.
    settings.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    settings.putAll(environment.kafka());
    var connection = new KafkaConnection(settings);
    var thread = new Thread(connection.connecting, "connect-kafka");
    thread.setDaemon(true);
    thread.start();
    return connection;
  }

  /** The first question makes the client find the brokers; its answer is for who asks again. */
  private static Admin connect(Map<String, Object> settings) {
    Admin admin = Admin.create(settings);
    var unused = admin.describeCluster();
    return admin;
  }

  /**
   * The client, when it is there.
   *
   * @throws KafkaException if there is none, because of its settings
   */
  public Admin admin() throws InterruptedException {
    try {
      return connecting.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof KafkaException wrongSettings) {
        throw wrongSettings;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  @Override
  public void close() {
    if (!connecting.isDone()) {
      // The thread is a daemon, and the process ends.
      return;
    }
    try {
      admin().close(CLOSES_WITHIN);
    } catch (KafkaException none) {
      // Then there is nothing to close.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
