package dev.tidemark.local;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** Iceberg's REST fixture over a JdbcCatalog of its own. */
final class RestCatalogRecipe implements Recipe {
  private final StackFolder folder;
  private final Map<String, String> behind;
  private final Distribution distribution = Distribution.of(Service.REST_CATALOG);
  private final int port;

  /** Serves the catalog of these properties. */
  RestCatalogRecipe(StackFolder folder, Map<String, String> behind) throws IOException {
    this.folder = folder;
    this.behind = behind;
    this.port = folder.ports().free("rest-catalog");
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public ChildJvm.Builder prepare() throws IOException {
    Path conf = folder.conf("rest-catalog");
    Properties properties = new Properties();
    properties.putAll(behind);
    Path file = conf.resolve("catalog.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return ChildJvm.builder(Service.REST_CATALOG.title())
        .classpath(
            Stream.concat(
                    Stream.of(distribution.folder().resolve("classes")),
                    distribution.classpath().stream())
                .toList())
        .heap("256m")
        .jvmArgs("-XX:+UseSerialGC")
        .systemProperty("log4j2.configurationFile", Log4j.write(conf).toUri().toString())
        .mainClass("dev.tidemark.local.rest.RestCatalogServer")
        .args(Integer.toString(port), file.toString())
        .logFile(folder.log("rest-catalog"))
        .readyWhen(
            Probe.http(URI.create(uri() + "/v1/config"), code -> code == 200), ChildJvm.PATIENCE);
  }
}
