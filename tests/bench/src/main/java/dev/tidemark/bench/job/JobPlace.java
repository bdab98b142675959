package dev.tidemark.bench.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * Where the jobs run and what they talk to; the same for both sides.
 *
 * @param classpath the benchmark's jar, the job artifact, Flink
 */
public record JobPlace(
    Path folder,
    List<Path> classpath,
    Path logSettings,
    String servers,
    String registryUrl,
    Map<String, String> catalog,
    List<String> jvmArgs) {

  /**
   * @throws IllegalStateException if the build has not made something that the jobs need
   */
  public static JobPlace of(
      Path home,
      Path folder,
      String servers,
      String registryUrl,
      Map<String, String> catalog,
      List<String> jvmArgs)
      throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve("log4j2.properties");
    try (InputStream in = JobPlace.class.getResourceAsStream("/bench/log4j2.properties")) {
      Files.write(log, Objects.requireNonNull(in).readAllBytes());
    }
    return new JobPlace(folder, classpath(home), log, servers, registryUrl, catalog, jvmArgs);
  }

  /** The catalog, opened anew. */
  public Catalog openCatalog() {
    return CatalogUtil.buildIcebergCatalog("tidemark", catalog, null);
  }

  private static List<Path> classpath(Path home) throws IOException {
    List<Path> classpath = new ArrayList<>();
    classpath.add(built(home.resolve("tests/bench/target/tidemark-bench.jar")));
    classpath.add(built(home.resolve("jobs/app/target/tidemark-jobs.jar")));
    classpath.addAll(flink(home));
    return classpath;
  }

  /** The class path of Flink's processes. */
  public static List<Path> flink(Path home) throws IOException {
    Path flink = home.resolve("deploy/local/dist/flink");
    String list = Files.readString(built(flink.resolve("classpath"))).strip();
    return Arrays.stream(list.split(":", -1)).map(flink::resolve).toList();
  }

  /**
   * The file or folder, which is there.
   *
   * @throws IllegalStateException if it is not
   */
  public static Path built(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "%s is missing. Run mvn -q -DskipTests package.".formatted(file));
    }
    return file;
  }
}
