package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.Closeable;
import java.io.InputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One stack, used as its clients use it; the last claim closes it and opens the folder again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
  private static final String AVRO =
      "{\"schema\": \"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"r\\\",\\\"fields\\\":[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\"%s\\\"}]}\"}";

  @TempDir static Path folder;
  private static LocalStack stack;
  private static double loadBefore;

  @BeforeAll
  static void startAll() {
    loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    stack = start();
  }

  @AfterAll
  static void end() {
    stack.close();
  }

  private static LocalStack start() {
    return LocalStack.in(folder)
        .with(Service.KAFKA, Service.REGISTRY, Service.S3, Service.REST_CATALOG)
        .start();
  }

  @Test
  @Order(1)
  void everyServiceIsReadyWithinFifteenSeconds() {
    assertThat(stack.readyTimes())
        .containsOnlyKeys(Service.KAFKA, Service.REGISTRY, Service.S3, Service.REST_CATALOG);
    // On a busy machine the clock measures the others; the work of a start is the same everywhere.
    assertThat(cpuOfServices()).isLessThan(Duration.ofSeconds(30));
    assumeThat(loadBefore).as("load of the machine before the start").isLessThan(2.0);
    assertThat(stack.readyTimes().values()).allMatch(t -> t.compareTo(Duration.ofSeconds(15)) < 0);
  }

  @Test
  @Order(2)
  void nothingAnswersBeyondThisMachine() throws Exception {
    List<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
            .toList();
    assumeThat(outside).as("addresses that others could call").isNotEmpty();
    Properties ports = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("ports.properties"))) {
      ports.load(reader);
    }
    assertThat(ports).hasSize(5);
    for (Object port : ports.values()) {
      for (InetAddress address : outside) {
        assertThatThrownBy(() -> new Socket(address, Integer.parseInt((String) port)).close())
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  @Order(2)
  void kafkaCarriesPlainLargeAndTransactionalRecords() throws Exception {
    Topics topics = new Topics(stack.bootstrapServers());
    topics.create("orders");
    String large = "x".repeat(5 << 20);
    topics.send("orders", "first", large);
    topics.sendAtOnce("orders", "third", "fourth");
    assertThat(topics.read("orders", 4)).containsExactly("first", large, "third", "fourth");
  }

  @Test
  @Order(2)
  void topicsAreNotCreatedByAccident() {
    assertThat(new Topics(stack.bootstrapServers()).partitions("never-created")).isEmpty();
  }

  @Test
  @Order(2)
  void registryGivesIdsAndRefusesIncompatibleSchemas() throws Exception {
    assertThat(post("/subjects/orders-value/versions", AVRO.formatted("string")).statusCode())
        .isEqualTo(200);
    assertThat(
            send(request("/config/orders-value")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}")))
                .statusCode())
        .isEqualTo(200);
    assertThat(post("/subjects/orders-value/versions", AVRO.formatted("long")).statusCode())
        .isEqualTo(409);
    assertThat(get("/schemas/ids/1").body()).contains("record");
  }

  @Test
  @Order(2)
  void s3KeepsObjects() throws Exception {
    try (S3FileIO io = new S3FileIO()) {
      io.initialize(stack.jdbcCatalog());
      String uri = stack.s3().uri("s3", "some/object");
      try (PositionOutputStream out = io.newOutputFile(uri).createOrOverwrite()) {
        out.write("kept".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(read(io, uri)).isEqualTo("kept");
    }
  }

  @Test
  @Order(2)
  void bothCatalogsKeepTables() throws Exception {
    createTable(stack.jdbcCatalog());
    createTable(stack.restCatalog());
    assertThat(tableExists(stack.jdbcCatalog())).isTrue();
    assertThat(tableExists(stack.restCatalog())).isTrue();
  }

  @Test
  @Order(2)
  void clientsOfTheJdbcCatalogWaitForEachOtherInsteadOfFailing() throws Exception {
    try (Closeable catalog = open(stack.jdbcCatalog())) {
      ((SupportsNamespaces) catalog).createNamespace(Namespace.of("shared"));
    }
    TableIdentifier name = TableIdentifier.of("shared", "t");
    // One catalog, so one pool of connections, of each thread: to SQLite no different from
    // processes.
    List<Callable<Void>> clients =
        IntStream.range(0, 4).<Callable<Void>>mapToObj(c -> () -> commit(name, c)).toList();
    try (Closeable catalog = open(stack.jdbcCatalog())) {
      ((Catalog) catalog)
          .createTable(
              name,
              SCHEMA,
              PartitionSpec.unpartitioned(),
              Map.of("commit.retry.num-retries", "100", "commit.retry.min-wait-ms", "5"));
      ExecutorService threads = Executors.newFixedThreadPool(clients.size());
      try {
        for (Future<Void> client : threads.invokeAll(clients)) {
          client.get();
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(((Catalog) catalog).loadTable(name).properties().keySet())
          .filteredOn(key -> key.startsWith("client-"))
          .hasSize(20);
    }
  }

  private static @Nullable Void commit(TableIdentifier name, int client) throws Exception {
    try (Closeable catalog = open(stack.jdbcCatalog())) {
      Table table = ((Catalog) catalog).loadTable(name);
      for (int i = 0; i < 5; i++) {
        table.updateProperties().set("client-" + client + "-" + i, "x").commit();
      }
    }
    return null;
  }

  @Test
  @Order(3)
  void killedServicesComeBackAtTheSameAddressWithTheirData() throws Exception {
    for (Service service : stack.readyTimes().keySet()) {
      long pid = stack.process(service).pid();
      stack.process(service).kill();
      assertThat(stack.process(service).isAlive()).isFalse();
      assertThat(stack.process(service).exitCode()).hasValue(137);
      stack.process(service).restart();
      assertThat(stack.process(service).pid()).isNotEqualTo(pid);
    }
    everythingIsStillThere();
  }

  @Test
  @Order(4)
  void laterStackInTheFolderHasTheSameAddressesAndData() throws Exception {
    String bootstrapServers = stack.bootstrapServers();
    String registryUrl = stack.registryUrl();
    S3Endpoint s3 = stack.s3();
    stack.close();
    stack = start();
    assertThat(stack.bootstrapServers()).isEqualTo(bootstrapServers);
    assertThat(stack.registryUrl()).isEqualTo(registryUrl);
    assertThat(stack.s3()).isEqualTo(s3);
    everythingIsStillThere();
  }

  private static Duration cpuOfServices() {
    return stack.readyTimes().keySet().stream()
        .map(s -> ProcessHandle.of(stack.process(s).pid()).orElseThrow())
        .map(p -> p.info().totalCpuDuration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static void everythingIsStillThere() throws Exception {
    assertThat(new Topics(stack.bootstrapServers()).read("orders", 4)).hasSize(4);
    assertThat(get("/subjects").body()).isEqualTo("[\"orders-value\"]");
    try (S3FileIO io = new S3FileIO()) {
      io.initialize(stack.jdbcCatalog());
      assertThat(read(io, stack.s3().uri("s3", "some/object"))).isEqualTo("kept");
    }
    assertThat(tableExists(stack.jdbcCatalog())).isTrue();
    assertThat(tableExists(stack.restCatalog())).isTrue();
  }

  private static void createTable(Map<String, String> properties) throws Exception {
    try (Closeable catalog = open(properties)) {
      ((SupportsNamespaces) catalog).createNamespace(Namespace.of("db"));
      ((Catalog) catalog).createTable(TableIdentifier.of("db", "t"), SCHEMA);
    }
  }

  private static boolean tableExists(Map<String, String> properties) throws Exception {
    try (Closeable catalog = open(properties)) {
      return ((Catalog) catalog)
          .loadTable(TableIdentifier.of("db", "t"))
          .schema()
          .sameSchema(SCHEMA);
    }
  }

  private static Closeable open(Map<String, String> properties) {
    return (Closeable) CatalogUtil.buildIcebergCatalog("tidemark", properties, null);
  }

  private static String read(S3FileIO io, String uri) throws Exception {
    try (InputStream in = io.newInputFile(uri).newStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.registryUrl() + path))
        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
        .timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
