package dev.tidemark.connector.table;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.table.api.PlanReference;
import org.apache.flink.table.api.TableEnvironment;

/**
 * A JVM that compiles a statement into a plan, if there is no plan yet, and runs the plan.
 * Arguments: file of the settings, file of the statements, file of the plan.
 */
final class PlanProcess {
  private PlanProcess() {}

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (var in = Files.newInputStream(Path.of(args[0]))) {
      properties.load(in);
    }
    Map<String, String> settings = new HashMap<>();
    properties.forEach((key, value) -> settings.put((String) key, (String) value));
    TableEnvironment session = Shop.session(settings);
    Path plan = Path.of(args[2]);
    if (!Files.exists(plan)) {
      List<String> statements =
          new ArrayList<>(List.of(Files.readString(Path.of(args[1])).split(";\n")));
      String insert = statements.remove(statements.size() - 1);
      statements.forEach(session::executeSql);
      session.compilePlanSql(insert).writeToFile(plan);
    }
    try {
      session.loadPlan(PlanReference.fromFile(plan)).execute().await();
    } catch (Exception e) {
      e.printStackTrace();
      // Flink's threads would keep the process for another minute.
      System.exit(1);
    }
  }

  /** Starts one; its output goes to a file beside the plan. */
  static Process start(Path folder, String name, Map<String, String> settings, String statements)
      throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = folder.resolve(name + ".properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    Path sql = folder.resolve(name + ".sql");
    Files.writeString(sql, statements);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            PlanProcess.class.getName(),
            file.toString(),
            sql.toString(),
            folder.resolve("plan.json").toString()));
    File log = folder.resolve(name + ".log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }
}
