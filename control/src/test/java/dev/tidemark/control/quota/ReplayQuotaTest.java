package dev.tidemark.control.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RunQuota;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided before Kafka is asked; what it then does is SqlReplayIT's. */
class ReplayQuotaTest {
  private static final RunQuota QUOTA = new RunQuota("r2", 10_000_000, 2);

  @TempDir Path folder;
  private TwoRuns runs;
  private LiveTable table;
  private CapturedConsole console = new CapturedConsole();

  @BeforeEach
  void makeATable() {
    runs = new TwoRuns(folder.resolve("stack"));
    table = runs.table();
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void leadIsNotHeldBack() {
    assertThatThrownBy(() -> quota(Map.of()).apply("r1", "10MB/s", 2, 4))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "Cannot hold shop.order_lines/r1 back with a quota: it leads, and readers would see old rows. Leave out --quota.");
    assertThat(table.quotas().of("r1")).isEmpty();
  }

  @Test
  void clientIdsThatAllRunsShareAreRefused() {
    assertThatThrownBy(
            () -> quota(Map.of("kafka.client.id.prefix", "etl")).apply("r2", "10MB/s", 2, 4))
        .hasMessage(
            "Cannot hold shop.order_lines/r2 back with a quota: kafka.client.id.prefix is etl here, so all runs have the same client ids. Leave that setting out, or --quota.");
    assertThat(table.quotas().of("r2")).isEmpty();
  }

  /** The settings name no Kafka: asking it would fail. */
  @Test
  void withoutAQuotaKafkaIsNotAsked() {
    quota(Map.of()).apply("r2", null, 2, 4);
    quota(Map.of()).apply("r2", "none", 2, 4);
    quota(Map.of()).lift("r2", "repeat");

    assertThat(console.err()).isEmpty();
  }

  @Test
  void quotaThatKafkaCannotBeAskedToEndIsKeptInMindWhileTheRunLeads() throws Exception {
    runs.commit("r1", 10, 5);
    runs.commit("r2", 10, 5);
    table.quotas().remember(QUOTA);

    assertThat(run("promote", "order_lines", "r2")).isNotZero();

    assertThat(console.err()).contains("Nothing says bootstrap-servers");
    assertThat(table.lead()).contains("r2");
    assertThat(table.quotas().of("r2")).contains(QUOTA);
  }

  @Test
  void runsShowIt() throws Exception {
    table.quotas().remember(QUOTA);

    assertThat(run("runs", "order_lines")).isZero();
    assertThat(console.out()).contains("r2 gets at most 10 MB/s from each broker of Kafka");
    assertThat(run("runs", "order_lines", "--json")).isZero();
    var json = new ObjectMapper().readTree(console.out());
    assertThat(json.at("/0/quotaBytesPerSecond").isNull()).isTrue();
    assertThat(json.at("/1/quotaBytesPerSecond").asLong()).isEqualTo(10_000_000);
  }

  private ReplayQuota quota(Map<String, String> settings) {
    Environment environment = Environment.write(folder.resolve("other"), settings);
    return new ReplayQuota(
        environment, table, TableName.parse("shop.order_lines"), console.console());
  }

  private int run(String... arguments) {
    console = new CapturedConsole();
    return runs.run(console, arguments);
  }
}
