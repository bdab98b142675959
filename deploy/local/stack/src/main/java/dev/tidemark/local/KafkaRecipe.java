package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One KRaft node, broker and controller. Topics are made by their owners, and kept for ever. */
final class KafkaRecipe implements Recipe {
  private static final String HEAP = "512m";

  private final StackFolder folder;
  private final Map<String, String> overrides;
  private final Distribution distribution = Distribution.of(Service.KAFKA);
  private final int port;
  private final int controllerPort;

  KafkaRecipe(StackFolder folder, Map<String, String> overrides) throws IOException {
    this.folder = folder;
    this.overrides = overrides;
    this.port = folder.ports().free("kafka");
    this.controllerPort = folder.ports().free("kafka-controller");
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public ChildJvm.Builder prepare() throws IOException {
    Path data = folder.data("kafka");
    Path conf = folder.conf("kafka");
    Path properties = conf.resolve("server.properties");
    Files.write(
        properties,
        settings(data).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    Path logging = Log4j.write(conf);
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(properties, logging);
    }
    return jvm("Kafka", logging)
        .heap(HEAP)
        .mainClass("kafka.Kafka")
        .args(properties.toString())
        .logFile(folder.log("kafka"))
        .readyWhen(Probe.kafka(port), ChildJvm.PATIENCE);
  }

  private Map<String, String> settings(Path data) {
    Map<String, String> s = new TreeMap<>();
    s.put("process.roles", "broker,controller");
    s.put("node.id", "1");
    s.put("log.dirs", data.toString());
    s.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    s.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    s.put("controller.listener.names", "CONTROLLER");
    s.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    s.put("inter.broker.listener.name", "PLAINTEXT");
    s.put("auto.create.topics.enable", "false");
    s.put("log.retention.ms", "-1");
    s.put("message.max.bytes", Integer.toString(16 << 20));
    s.put("replica.fetch.max.bytes", Integer.toString(16 << 20));
    s.put("group.initial.rebalance.delay.ms", "0");
    // A killed broker's successor is refused until this long after the last sign of the first.
    s.put("broker.session.timeout.ms", "3000");
    s.put("broker.heartbeat.interval.ms", "500");
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      s.put(topic + ".replication.factor", "1");
      s.put(topic + ".num.partitions", "4");
    }
    s.put("transaction.state.log.min.isr", "1");
    s.put("share.coordinator.state.topic.replication.factor", "1");
    s.put("share.coordinator.state.topic.min.isr", "1");
    // A quarter of the heap by default, for compacting; ours are small.
    s.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    s.putAll(overrides);
    return s;
  }

  private void format(Path properties, Path logging) {
    ChildProcess format =
        jvm("Kafka's storage tool", logging)
            .mainClass("kafka.tools.StorageTool")
            .args("format", "-t", clusterId(), "-c", properties.toString())
            .logFile(folder.log("kafka-format"))
            .start();
    int exitCode = format.awaitExit(ChildJvm.PATIENCE);
    if (exitCode != 0) {
      throw new LocalStackException(
          "Kafka's folder cannot be formatted (exit code %d: %s). Read %s."
              .formatted(
                  exitCode,
                  format.lastLogLines(3).stream().collect(Collectors.joining(" ")),
                  format.logFile()));
    }
  }

  private ChildJvm.Builder jvm(String name, Path logging) {
    return ChildJvm.builder(name)
        .classpath(distribution.classpath())
        .jvmArgs("-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true")
        .systemProperty("log4j2.configurationFile", logging.toUri().toString());
  }

  /**
   * Kafka's form of an id: 16 bytes in URL-safe Base64, no dash first (its tools take an option).
   */
  private static String clusterId() {
    byte[] id = new byte[16];
    new SecureRandom().nextBytes(id);
    id[0] &= 0x7f;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
