package dev.tidemark.tests.spark;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL statements one after the other, with Spark alone: {@code SparkQueries answers key=value…
 * -- statement…}. The keys configure Spark. Each row of an answer becomes a line of JSON in the
 * file, each answer ends with a line {@code ---}.
 */
public final class SparkQueries {
  private SparkQueries() {}

  public static void main(String[] args) throws IOException {
    List<String> all = List.of(args);
    int end = all.indexOf("--");
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC");
    for (String setting : all.subList(1, end)) {
      int equals = setting.indexOf('=');
      builder.config(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (SparkSession spark = builder.getOrCreate();
        Writer answers = Files.newBufferedWriter(Path.of(all.get(0)))) {
      for (String statement : all.subList(end + 1, all.size())) {
        for (String row : spark.sql(statement).toJSON().collectAsList()) {
          answers.write(row + "\n");
        }
        answers.write("---\n");
      }
    }
  }
}
