package dev.tidemark.bench.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/**
 * Executes a file of SQL as Flink's SQL client does, in this JVM, and waits for its last statement.
 * Needs nothing but Flink: connectors and formats are whatever is on the class path.
 */
public final class SqlJob {
  private static final Pattern SET = Pattern.compile("SET '([^']+)' = '([^']*)'");

  private SqlJob() {}

  /**
   * @param args one: the file, whose statements end with a semicolon and a line break
   */
  public static void main(String[] args) throws Exception {
    Configuration settings = new Configuration();
    List<String> statements = new ArrayList<>();
    for (String statement : Files.readString(Path.of(args[0])).split(";\\s*\\n")) {
      Matcher set = SET.matcher(statement.strip());
      if (set.matches()) {
        settings.setString(set.group(1), set.group(2));
      } else if (!statement.isBlank()) {
        statements.add(statement);
      }
    }
    execute(settings, statements);
  }

  private static void execute(Configuration settings, List<String> statements) throws Exception {
    TableEnvironment env =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(settings)
                .build());
    TableResult last = null;
    for (String statement : statements) {
      last = env.executeSql(statement);
    }
    if (last != null) {
      last.await();
    }
  }
}
