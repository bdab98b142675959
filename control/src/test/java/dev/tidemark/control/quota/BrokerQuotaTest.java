package dev.tidemark.control.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.definition.TableName;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a quota does at a real broker, and each way it ends; that readers of a run are those that it
 * names is SqlReplayIT's.
 */
class BrokerQuotaTest {
  private static final TableName TABLE = TableName.parse("shop.order_lines");
  private static final String TOPIC = "two-megabytes";
  private static final String R2 = "tidemark-shop.order_lines-r2-";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static LocalStack stack;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;

  @BeforeAll
  static void startKafka() {
    stack =
        LocalStack.in(shared)
            .with(Service.KAFKA)
            .kafkaSettings(
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "allow.everyone.if.no.acl.found",
                    "true"))
            .start();
  }

  @AfterAll
  static void endKafka() {
    stack.close();
  }

  @BeforeEach
  void makeATable() throws Exception {
    runs = new TwoRuns(folder, Map.of("bootstrap-servers", stack.bootstrapServers()));
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 5);
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void readersOfTheRunAreHeldBackAndNoOthers() throws Exception {
    produceTwoMegabytes();
    quota().apply("r2", "20kB/s", 1, 1);

    assertThat(longestThrottle(R2 + "0")).isPositive();
    assertThat(longestThrottle("tidemark-shop.order_lines-r1-0")).isZero();

    quota().apply("r2", "none", 1, 1);
    awaitAtTheBroker(Map.of());
  }

  @Test
  void noneLiftsIt() throws Exception {
    quota().apply("r2", "10MB/s", 2, 4);
    awaitAtTheBroker(Map.of(R2 + "0", 5e6, R2 + "1", 5e6));

    quota().apply("r2", "none", 2, 4);

    assertLifted("10 MB/s", "r2");
  }

  /** A replay that is started again with fewer readers leaves no quota of the others behind. */
  @Test
  void fewerReadersThanBeforeAreAllLifted() throws Exception {
    quota().apply("r2", "10MB/s", 3, 4);
    quota().apply("r2", null, 1, 4);
    awaitAtTheBroker(Map.of(R2 + "0", 10e6, R2 + "1", 10e6, R2 + "2", 10e6));

    quota().apply("r2", "none", 1, 4);

    assertLifted("10 MB/s", "r2");
  }

  @Test
  void retirementLiftsIt() throws Exception {
    quota().apply("r2", "10MB/s", 2, 4);

    assertThat(run("retire", "order_lines", "r2")).isZero();

    assertLifted("10 MB/s", "r2");
  }

  @Test
  void undoLiftsThatOfTheRunWhichLeadsAgain() throws Exception {
    assertThat(run("promote", "order_lines", "r2")).isZero();
    quota().apply("r1", "2MB/s", 1, 4);
    awaitAtTheBroker(Map.of("tidemark-shop.order_lines-r1-0", 2e6));

    assertThat(run("undo", "order_lines")).isZero();

    assertThat(runs.table().lead()).contains("r1");
    assertLifted("2 MB/s", "r1");
  }

  @Test
  void brokerThatDoesNotAnswerLeavesNothingBehind() {
    Environment nowhere =
        Environment.write(
            folder.resolve("other"),
            Map.of(
                "bootstrap-servers", "127.0.0.1:1",
                "kafka.default.api.timeout.ms", "1000",
                "kafka.request.timeout.ms", "500"));

    assertThatThrownBy(
            () ->
                new ReplayQuota(nowhere, runs.table(), TABLE, console.console())
                    .apply("r2", "10MB/s", 2, 4))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(
            "Cannot hold shop.order_lines/r2 to 10 MB/s: Kafka at 127.0.0.1:1 says: ")
        .hasMessageEndingWith("Check that it runs, then repeat the command; or leave out --quota.");
    assertThat(runs.table().quotas().of("r2")).isEmpty();
  }

  @Test
  void userWhoMustNotAlterQuotasIsToldSoAndTheTableForgetsNothing() throws Exception {
    quota().apply("r2", "10MB/s", 1, 4);
    deny(AclOperation.ALTER_CONFIGS);
    try {
      assertRefused("r3", "1MB/s", "Cannot hold shop.order_lines/r3 to 1 MB/s: ");
      assertRefused("r2", "none", "Cannot end the quota of 10 MB/s that Kafka has for ");
      assertThat(runs.table().quotas().of("r3")).isEmpty();
      assertThat(runs.table().quotas().of("r2")).isPresent();
      awaitAtTheBroker(Map.of(R2 + "0", 10e6));
    } finally {
      allowAll();
    }

    quota().apply("r2", "none", 1, 4);

    assertLifted("10 MB/s", "r2");
  }

  private void assertRefused(String run, String wish, String begins) {
    assertThatThrownBy(() -> quota().apply(run, wish, 1, 4))
        .asInstanceOf(InstanceOfAssertFactories.type(CommandFailure.class))
        .returns(CommandFailure.Kind.REFUSED, CommandFailure::kind)
        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
        .startsWith(begins)
        .contains(" does not let this user alter client quotas. ")
        .contains("ALTER_CONFIGS on the cluster, then repeat the command");
  }

  /** Takes one right on the cluster from everybody; a deny goes before an allow. */
  private static void deny(AclOperation operation) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createAcls(
              List.of(
                  onTheCluster(AclOperation.ALL, AclPermissionType.ALLOW),
                  onTheCluster(operation, AclPermissionType.DENY)))
          .all()
          .get();
      awaitRules(admin, 2);
    }
  }

  private static void allowAll() throws Exception {
    try (Admin admin = admin()) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      awaitRules(admin, 0);
    }
  }

  /** The broker hears of them after the controller has answered. */
  private static void awaitRules(Admin admin, int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get()).hasSize(count));
  }

  private static AclBinding onTheCluster(AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
        new AccessControlEntry("User:*", "*", operation, permission));
  }

  private void assertLifted(String rate, String run) throws Exception {
    assertThat(console.err())
        .contains("Kafka's quota of %s for shop.order_lines/%s is gone.".formatted(rate, run));
    awaitAtTheBroker(Map.of());
    assertThat(runs.table().quotas().of(run)).isEmpty();
  }

  private static void produceTwoMegabytes() throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", stack.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 200; i++) {
        producer.send(new ProducerRecord<>(TOPIC, 0, null, new byte[10_000]));
      }
    }
  }

  /** What the broker has told a reader of all records to wait, in milliseconds. */
  private static double longestThrottle(String clientId) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.bootstrapServers(),
            "client.id",
            clientId,
            "max.partition.fetch.bytes",
            200_000,
            "auto.offset.reset",
            "earliest");
    var bytes = new ByteArrayDeserializer();
    var partition = new TopicPartition(TOPIC, 0);
    var consumer = new KafkaConsumer<>(settings, bytes, bytes);
    try {
      consumer.assign(List.of(partition));
      double longest = 0;
      while (longest == 0 && consumer.position(partition) < 200) {
        consumer.poll(Duration.ofMillis(100));
        longest =
            consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-throttle-time-max"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .filter(waited -> waited > 0)
                .max()
                .orElse(0);
      }
      return longest;
    } finally {
      // It is muted for as long as the broker said.
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private static Admin admin() {
    return Admin.create(Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers()));
  }

  private ReplayQuota quota() {
    return new ReplayQuota(runs.environment(), runs.table(), TABLE, console.console());
  }

  private int run(String... arguments) {
    return runs.run(console, arguments);
  }

  /** The controller answers before the broker has heard of it. */
  private static void awaitAtTheBroker(Map<String, Double> rates) {
    await().untilAsserted(() -> assertThat(atTheBroker()).isEqualTo(rates));
  }

  private static Map<String, Double> atTheBroker() throws Exception {
    var rates = new TreeMap<String, Double>();
    try (Admin admin = admin()) {
      var clients = ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.CLIENT_ID);
      admin
          .describeClientQuotas(ClientQuotaFilter.contains(List.of(clients)))
          .entities()
          .get()
          .forEach(
              (entity, quotas) -> {
                Double rate = quotas.get("consumer_byte_rate");
                if (rate != null) {
                  rates.put(entity.entries().get(ClientQuotaEntity.CLIENT_ID), rate);
                }
              });
    }
    return rates;
  }
}
