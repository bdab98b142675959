package dev.tidemark.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Makes the JVMs of a Flink cluster: each from the same jars, plugins and configuration. */
final class FlinkProcesses {
  private static final String JOB_MANAGER_HEAP = "384m";

  /**
   * Twice Flink's default. A job that is submitted by REST is planned in the JobManager, and
   * classes of its jar outlive it there: 333 MB were seen after four submissions.
   */
  private static final String JOB_MANAGER_METASPACE = "512m";

  private final StackFolder folder;
  private final Leftovers children;
  private final FlinkConfiguration configuration;
  private final Distribution distribution = Distribution.of(Service.FLINK);
  private final AtomicInteger taskManagers = new AtomicInteger();
  private final AtomicInteger commands = new AtomicInteger();
  private final List<Path> classpath;
  private final int restPort;
  private final int gatewayPort;
  private final Path conf;
  private final FlinkRest rest;

  FlinkProcesses(StackFolder folder, Leftovers children, FlinkConfiguration configuration)
      throws IOException {
    this.folder = folder;
    this.children = children;
    this.configuration = configuration;
    this.classpath = withLib(distribution.classpath(), configuration.lib());
    this.restPort = folder.ports().free("flink-rest");
    this.gatewayPort = folder.ports().free("flink-sql-gateway");
    this.conf = configuration.write(restPort, folder.ports().free("flink-rpc"));
    this.rest = new FlinkRest(restUrl());
  }

  URI restUrl() {
    return URI.create("http://127.0.0.1:" + restPort);
  }

  URI sqlGatewayUrl() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  FlinkRest rest() {
    return rest;
  }

  String checkpoints() {
    return configuration.checkpoints();
  }

  ChildProcess jobManager() {
    return jvm("Flink's JobManager", "flink-jobmanager")
        .heap(JOB_MANAGER_HEAP)
        .jvmArgs("-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=" + JOB_MANAGER_METASPACE)
        .mainClass("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint")
        .args("--configDir", conf.toString())
        .readyWhen(() -> rest.has("/overview"), ChildJvm.PATIENCE)
        .start();
  }

  ChildProcess taskManager() {
    String name = "flink-taskmanager-" + taskManagers.incrementAndGet();
    AtomicInteger starts = new AtomicInteger();
    return jvm("Flink's TaskManager " + taskManagers.get(), name)
        .jvmArgs(configuration.taskManagerJvmArgs())
        .mainClass("org.apache.flink.runtime.taskexecutor.TaskManagerRunner")
        .args("--configDir", conf.toString())
        // An id of each start: a JobManager may list a killed one for seconds.
        .lastArgs(
            () -> List.of("-D", "taskmanager.resource-id=" + name + "." + starts.incrementAndGet()))
        .readyWhen(() -> rest.has("/taskmanagers/" + name + "." + starts.get()), ChildJvm.PATIENCE)
        .start();
  }

  /** The SQL gateway, which submits what it is told to this cluster. */
  ChildProcess sqlGateway() {
    FlinkRest gateway = new FlinkRest(sqlGatewayUrl());
    return jvm("Flink's SQL gateway", "flink-sql-gateway")
        .classpath(withLib(classpath, distribution.jars("opt")))
        .heap("512m")
        .jvmArgs("-XX:+UseSerialGC")
        .mainClass("org.apache.flink.table.gateway.SqlGateway")
        .args("-Dsql-gateway.endpoint.rest.address=127.0.0.1")
        .args("-Dsql-gateway.endpoint.rest.bind-address=127.0.0.1")
        .args("-Dsql-gateway.endpoint.rest.port=" + gatewayPort)
        // Else it takes the JobManager's, which this configuration gives.
        .args("-Dsql-gateway.endpoint.rest.bind-port=" + gatewayPort)
        .readyWhen(() -> gateway.has("/info"), ChildJvm.PATIENCE)
        .start();
  }

  /**
   * One run of the SQL client against the gateway, with a log of its own. Embedded it would ask for
   * Flink's Python jar, whatever the statements.
   */
  ChildProcess sqlClient(Path statements) {
    return jvm("Flink's SQL client", "flink-sql-client-" + commands.incrementAndGet())
        .classpath(withLib(classpath, distribution.jars("opt")))
        .heap("512m")
        .jvmArgs("-XX:+UseSerialGC")
        .mainClass("org.apache.flink.table.client.SqlClient")
        .args("gateway", "-e", "127.0.0.1:" + gatewayPort, "-f", statements.toString())
        .start();
  }

  /** Flink's scripts order lib/ by name; so the jars of one that was added to stand so, too. */
  private static List<Path> withLib(List<Path> flink, List<Path> more) {
    if (more.isEmpty()) {
      return flink;
    }
    return Stream.concat(flink.stream(), more.stream())
        .sorted(Comparator.comparing(jar -> jar.getFileName().toString()))
        .toList();
  }

  /** One call of Flink's command line, with a log of its own. */
  ChildProcess cli(List<String> args) {
    return jvm("flink " + args.get(0), "flink-cli-" + commands.incrementAndGet())
        .heap("256m")
        .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .mainClass("org.apache.flink.client.cli.CliFrontend")
        .args(args)
        .start();
  }

  private ChildJvm.Builder jvm(String title, String name) {
    Path log = folder.log(name);
    return ChildJvm.builder(title)
        .classpath(classpath)
        .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
        .jvmArgs("-Djava.net.preferIPv4Stack=true")
        .systemProperty(
            "log4j2.configurationFile", conf.resolve("log4j2.properties").toUri().toString())
        // The web console shows this file.
        .systemProperty("log.file", log.toString())
        .env("FLINK_CONF_DIR", conf.toString())
        .env("FLINK_LIB_DIR", distribution.folder().resolve("lib").toString())
        .env("FLINK_PLUGINS_DIR", distribution.folder().resolve("plugins").toString())
        .logFile(log)
        .onStart(pid -> children.note(name, pid));
  }
}
