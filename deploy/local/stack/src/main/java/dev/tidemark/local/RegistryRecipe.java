package dev.tidemark.local;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Apicurio on an H2 file. */
final class RegistryRecipe implements Recipe {
  private final StackFolder folder;
  private final Distribution distribution = Distribution.of(Service.REGISTRY);
  private final int port;

  RegistryRecipe(StackFolder folder) throws IOException {
    this.folder = folder;
    this.port = folder.ports().free("registry");
  }

  /** The Confluent-compatible API. */
  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
  }

  @Override
  public ChildJvm.Builder prepare() throws IOException {
    return ChildJvm.builder(Service.REGISTRY.title())
        .classpath(List.of(distribution.newestJar("-runner.jar")))
        .heap("384m")
        // Start-up counts, not speed after minutes.
        .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .systemProperty("quarkus.http.host", "127.0.0.1")
        .systemProperty("quarkus.http.port", Integer.toString(port))
        .systemProperty("apicurio.storage.sql.kind", "h2")
        // WRITE_DELAY=0: a schema that was answered with its id survives a kill.
        .systemProperty(
            "apicurio.datasource.url",
            "jdbc:h2:file:" + folder.data("registry").resolve("schemas") + ";WRITE_DELAY=0")
        .systemProperty("apicurio.datasource.jdbc.initial-size", "1")
        .systemProperty("apicurio.datasource.jdbc.min-size", "1")
        .mainClass("io.quarkus.runner.GeneratedMain")
        .logFile(folder.log("registry"))
        .readyWhen(
            Probe.http(URI.create(url() + "/subjects"), code -> code == 200), ChildJvm.PATIENCE);
  }
}
