package dev.tidemark.bench.sql;

import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.bench.job.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where statements run. Each side has a class path of its own behind Flink's: ours is the jar for
 * {@code lib/}, the plain one Iceberg's and Flink's jars. They cannot share one, as the stock
 * registry format brings an Avro under Flink's own names.
 */
public record SqlPlace(JobPlace jobs, Map<Side, List<Path>> classpath) {
  /**
   * @param home the project's folder
   * @throws IllegalStateException if the build has not made something that the jobs need
   */
  public static SqlPlace of(Path home, JobPlace jobs) throws IOException {
    Path target = home.resolve("tests/bench/target");
    List<Path> ours = new ArrayList<>();
    ours.add(JobPlace.built(home.resolve("jobs/sql-connector/target/tidemark-sql-connector.jar")));
    ours.addAll(jars(target.resolve("driver")));
    List<Path> plain = new ArrayList<>(jars(target.resolve("plain")));
    plain.addAll(jars(target.resolve("driver")));
    for (List<Path> side : List.of(ours, plain)) {
      side.add(0, JobPlace.built(target.resolve("tidemark-bench.jar")));
      side.addAll(JobPlace.flink(home));
    }
    return new SqlPlace(jobs, Map.of(Side.TIDEMARK, ours, Side.PLAIN, plain));
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(JobPlace.built(folder))) {
      return files.sorted().toList();
    }
  }
}
