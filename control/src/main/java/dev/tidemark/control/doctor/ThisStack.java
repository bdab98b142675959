package dev.tidemark.control.doctor;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.GoneStack;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.flink.FlinkRest;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Whether everything that an environment names answers. */
final class ThisStack {
  /** Of those clients that have one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * With a check as a whole, on a machine that is busy: storage is asked by a client that tries
   * again for minutes.
   */
  private static final Duration AT_MOST = Duration.ofSeconds(15);

  private final Environment environment;
  private final Duration atMost;

  ThisStack(Environment environment) {
    this(environment, AT_MOST);
  }

  /**
   * @param atMost what each check may take
   */
  ThisStack(Environment environment, Duration atMost) {
    this.environment = environment;
    this.atMost = atMost;
  }

  /** Looks at all of it at the same time, and says what was found in the same order always. */
  void look(Consumer<Finding> found) throws InterruptedException {
    if (environment.get("bootstrap-servers").isEmpty()) {
      found.accept(Finding.ok("stack", "none runs from %s".formatted(environment.folder())));
      return;
    }
    Optional<GoneStack> gone = GoneStack.in(environment);
    if (gone.isPresent()) {
      found.accept(Finding.fail("stack", gone.get().fact(), gone.get().next()));
      return;
    }
    List<Check> checks = new ArrayList<>();
    String servers = environment.require("bootstrap-servers");
    checks.add(Check.begin("Kafka", servers, next("kafka"), () -> kafka(servers)));
    environment
        .get("registry-url")
        .ifPresent(
            url -> checks.add(Check.begin("registry", url, next("registry"), () -> registry(url))));
    checks.add(Check.begin("catalog", environment.catalogName(), next("s3"), this::catalog));
    environment
        .get("flink.rest-url")
        .ifPresent(
            url ->
                checks.add(Check.begin("Flink", url, next("flink-jobmanager"), () -> flink(url))));
    for (Check check : checks) {
      found.accept(check.finding(atMost));
    }
  }

  private String next(String log) {
    return environment.isOwnStack()
        ? "See tidemark logs %s; tidemark up starts a stack.".formatted(log)
        : "Start it, or correct its address in the profile.";
  }

  private Finding kafka(String servers) throws InterruptedException {
    Map<String, Object> client = environment.kafka(servers);
    int millis = Math.toIntExact(PATIENCE.toMillis());
    client.put("request.timeout.ms", millis);
    client.put("default.api.timeout.ms", millis);
    try (Admin admin = Admin.create(client)) {
      int brokers =
          admin.describeCluster().nodes().get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS).size();
      int topics =
          admin.listTopics().names().get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS).size();
      return Finding.ok("Kafka", "%s, brokers: %d, topics: %d".formatted(servers, brokers, topics));
    } catch (TimeoutException silent) {
      return Finding.fail("Kafka", silent(servers), next("kafka"));
    } catch (ExecutionException failed) {
      return Finding.fail(
          "Kafka",
          failed.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
              ? silent(servers)
              : servers + ": " + reason(failed),
          next("kafka"));
    } catch (KafkaException unusable) {
      return Finding.fail(
          "Kafka",
          servers + ": " + reason(unusable),
          "Correct its address, or what the profile says below kafka.");
    }
  }

  private static String silent(String address) {
    return "%s does not answer within %d s".formatted(address, PATIENCE.toSeconds());
  }

  /** What is at the bottom of it: what lies above says that something failed. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private Finding registry(String url) throws InterruptedException {
    try {
      HttpResponse<Void> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.discarding());
      return answer.statusCode() < 300
          ? Finding.ok("registry", url)
          : Finding.fail(
              "registry", "%s answers %d".formatted(url, answer.statusCode()), next("registry"));
    } catch (HttpTimeoutException late) {
      return Finding.fail("registry", silent(url), next("registry"));
    } catch (IOException silent) {
      return Finding.fail("registry", url + " does not answer", next("registry"));
    }
  }

  /**
   * Lists what is in it, which needs the catalog only; a table's metadata needs the storage too.
   */
  private Finding catalog() {
    try {
      Catalog catalog = TableArgument.catalog(environment);
      try {
        int tables = 0;
        if (catalog instanceof SupportsNamespaces named) {
          for (var namespace : named.listNamespaces()) {
            var names = catalog.listTables(namespace);
            tables += names.size();
            if (!names.isEmpty()) {
              catalog.loadTable(names.get(0));
            }
          }
        }
        return Finding.ok(
            "catalog",
            tables == 0
                ? "%s, no tables yet, so storage was not asked".formatted(environment.catalogName())
                : "%s, %d tables; storage answers".formatted(environment.catalogName(), tables));
      } finally {
        if (catalog instanceof Closeable closeable) {
          closeable.close();
        }
      }
    } catch (CommandFailure said) {
      return Finding.fail("catalog", String.valueOf(said.getMessage()), "");
    } catch (IOException | RuntimeException silent) {
      return Finding.fail(
          "catalog",
          "%s: %s".formatted(environment.catalogName(), silent.getMessage()),
          next("s3"));
    }
  }

  private Finding flink(String url) {
    return new FlinkRest(url)
        .jobs()
        .map(
            jobs ->
                Finding.ok(
                    "Flink",
                    "%s, %d jobs run"
                        .formatted(url, jobs.stream().filter(FlinkRest.Job::isRunning).count())))
        .orElseGet(() -> Finding.fail("Flink", url + " does not answer", next("flink-jobmanager")));
  }
}
