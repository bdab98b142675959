package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One configuration for JobManager, TaskManagers and command line, all on 127.0.0.1. Flink's shell
 * scripts compute memory options from fewer; we start its mains ourselves and give them all.
 */
final class FlinkConfiguration {
  private static final int FRAMEWORK_HEAP_MB = 64;
  private static final int OFF_HEAP_MB = 64;
  private static final int NETWORK_MB = 64;
  private static final int METASPACE_MB = 256;
  private static final int OVERHEAD_MB = 192;

  private final StackFolder folder;
  private final FlinkSettings settings;
  private final Optional<S3Endpoint> s3;

  FlinkConfiguration(StackFolder folder, FlinkSettings settings, Optional<S3Endpoint> s3) {
    this.folder = folder;
    this.settings = settings;
    this.s3 = s3;
  }

  /** Writes {@code config.yaml} and the logging file, and returns their folder. */
  Path write(int restPort, int rpcPort) throws IOException {
    Path conf = folder.conf("flink");
    Map<String, String> all = addresses(restPort, rpcPort);
    all.putAll(memory());
    all.putAll(storage());
    all.put("parallelism.default", "1");
    all.put("classloader.resolve-order", "child-first");
    // A killed TaskManager is noticed in seconds, a machine busy with tests is not taken for dead.
    all.put("heartbeat.interval", "2000");
    all.put("heartbeat.timeout", "15000");
    all.putAll(settings.configuration());
    Files.write(
        conf.resolve("config.yaml"),
        all.entrySet().stream().map(e -> e.getKey() + ": " + quoted(e.getValue())).toList());
    Log4j.write(conf);
    return conf;
  }

  List<Path> lib() {
    return settings.lib();
  }

  /** Where checkpoints go, with one folder per job. */
  String checkpoints() {
    return place("checkpoints");
  }

  /** The heap of a TaskManager's JVM and the limits of its other memory. */
  List<String> taskManagerJvmArgs() {
    return List.of(
        "-Xmx" + (FRAMEWORK_HEAP_MB + settings.taskHeapMb()) + "m",
        "-XX:MaxDirectMemorySize=" + (2 * OFF_HEAP_MB + NETWORK_MB) + "m",
        "-XX:MaxMetaspaceSize=" + METASPACE_MB + "m");
  }

  private static Map<String, String> addresses(int restPort, int rpcPort) {
    Map<String, String> c = new LinkedHashMap<>();
    for (String key :
        List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "rest.address",
            "rest.bind-address",
            "taskmanager.host",
            "taskmanager.bind-host")) {
      c.put(key, "127.0.0.1");
    }
    c.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    c.put("rest.port", Integer.toString(restPort));
    c.put("rest.bind-port", Integer.toString(restPort));
    return c;
  }

  private Map<String, String> memory() {
    Map<String, String> c = new LinkedHashMap<>();
    c.put("taskmanager.cpu.cores", Integer.toString(settings.slots()));
    c.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
    c.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MB + "m");
    c.put("taskmanager.memory.framework.off-heap.size", OFF_HEAP_MB + "m");
    c.put("taskmanager.memory.task.heap.size", settings.taskHeapMb() + "m");
    c.put("taskmanager.memory.task.off-heap.size", OFF_HEAP_MB + "m");
    c.put("taskmanager.memory.network.min", NETWORK_MB + "m");
    c.put("taskmanager.memory.network.max", NETWORK_MB + "m");
    c.put("taskmanager.memory.managed.size", settings.managedMb() + "m");
    c.put("taskmanager.memory.jvm-metaspace.size", METASPACE_MB + "m");
    c.put("taskmanager.memory.jvm-overhead.min", OVERHEAD_MB + "m");
    c.put("taskmanager.memory.jvm-overhead.max", OVERHEAD_MB + "m");
    return c;
  }

  private Map<String, String> storage() throws IOException {
    Map<String, String> c = new LinkedHashMap<>();
    Path data = folder.data("flink");
    c.put("io.tmp.dirs", Files.createDirectories(data.resolve("tmp")).toString());
    c.put("web.upload.dir", Files.createDirectories(data.resolve("upload")).toString());
    c.put("execution.checkpointing.dir", checkpoints());
    c.put("execution.checkpointing.savepoint-dir", place("savepoints"));
    c.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    c.put("execution.checkpointing.num-retained", "3");
    s3.ifPresent(
        e -> {
          c.put("s3.endpoint", e.endpoint().toString());
          c.put("s3.endpoint.region", e.region());
          c.put("s3.path.style.access", "true");
          c.put("s3.access-key", e.accessKey());
          c.put("s3.secret-key", e.secretKey());
        });
    return c;
  }

  private String place(String name) {
    return s3.map(e -> e.uri("s3a", "flink/" + name))
        .orElseGet(() -> folder.root().resolve("data/flink").resolve(name).toUri().toString());
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
