package dev.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.QuarantineTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.RunArguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thinnest real line: topic, registry, job in this process, catalog, S3, and back. */
class ThinLineTest {
  private static final TableIdentifier TABLE = TableIdentifier.of("shop", "order_lines");

  @TempDir private Path folder;

  @Test
  void everyLineIsInTheTableOnceAndTheTidemarkSaysSo() throws Exception {
    try (var stack =
            LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3).start();
        var topic = new OrderTopic(stack.bootstrapServers(), stack.registryUrl(), 3)) {
      for (int n = 0; n < 500; n++) {
        topic.line(n % 2, n);
      }
      topic.raw(1, new byte[] {1, 2, 3, 4, 5, 6});
      topic.flush();

      RunArguments arguments = RunArguments.parse(arguments(stack));
      var env = LiveRun.environment(arguments);
      LiveRun.build(env, arguments);
      JobClient job = env.executeAsync("thin line");
      try (var catalog =
          (AutoCloseable) new CatalogSettings("tidemark", stack.jdbcCatalog()).open()) {
        LiveTable table = LiveTable.open((Catalog) catalog, TABLE);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> table.head("main").map(ThinLineTest::read).orElse(0L) == 501L);
        for (int n = 500; n < 1000; n++) {
          topic.line(n % 2, n);
        }
        topic.flush();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> table.head("main").map(ThinLineTest::read).orElse(0L) == 1001L);

        List<Record> rows = rows(table.table());
        Set<Object> numbers = new HashSet<>();
        rows.forEach(row -> numbers.add(row.getField("invoice_no")));
        assertThat(rows).hasSize(1000);
        assertThat(numbers).hasSize(1000);
        Record first =
            rows.stream().filter(r -> r.getField("invoice_no").equals("7")).findFirst().get();
        assertThat(first.getField("amount")).hasToString("0.021");
        assertThat(first.getField("cancelled")).isEqualTo(false);

        Tidemark head = table.head("main").orElseThrow();
        assertThat(head.topics().get(0).partitions()).hasSize(3);
        assertThat(head.topics().get(0).partitions().get(2).to()).isZero();
        List<Record> quarantined = rows(((Catalog) catalog).loadTable(QuarantineTable.of(TABLE)));
        assertThat(quarantined).hasSize(1);
        assertThat(quarantined.get(0).getField("reason")).isEqualTo("NOT_WIRE_FORMAT");
        assertThat(quarantined.get(0).getField("offset")).isEqualTo(250L);
      } finally {
        job.cancel().get();
      }
    }
  }

  private String[] arguments(LocalStack stack) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definition", "order_lines",
                "--run", "r1",
                "--bootstrap-servers", stack.bootstrapServers(),
                "--registry-url", stack.registryUrl(),
                "--parallelism", "2",
                "--flink.execution.checkpointing.dir",
                    folder.resolve("checkpoints").toUri().toString(),
                "--flink.rest.port", "0"));
    stack
        .jdbcCatalog()
        .forEach(
            (key, value) -> {
              arguments.add("--catalog." + key);
              arguments.add(value);
            });
    return arguments.toArray(String[]::new);
  }

  private static long read(Tidemark tidemark) {
    return tidemark.topics().get(0).partitions().stream().mapToLong(p -> p.to()).sum();
  }

  private static List<Record> rows(Table table) throws Exception {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
      read.forEach(rows::add);
    }
    return rows;
  }
}
