package dev.tidemark.control.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.definition.TableName;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that is refused has changed nothing: the ledger is for ever. */
class RefusedReplayTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static LocalStack stack;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;

  @BeforeAll
  static void startKafka() throws Exception {
    stack = LocalStack.in(shared).with(Service.KAFKA).start();
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("order-lines", 2, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void endKafka() {
    stack.close();
  }

  @BeforeEach
  void makeATable() {
    runs = new TwoRuns(folder, Map.of("bootstrap-servers", stack.bootstrapServers()));
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void withoutARecoveryPointNothingIsExcluded() {
    assertThat(replay("--from", "-2h")).isEqualTo(3);

    assertThat(console.err()).contains("Cannot replay shop.order_lines from -2h: there is no ");
    assertThat(runs.table().exclusions()).isEmpty();
  }

  @Test
  void withAQuotaThatIsNoneNothingIsExcluded() {
    assertThat(replay("--quota", "much")).isEqualTo(1);

    assertThat(console.err()).contains("--quota \"much\" is no rate");
    assertThat(runs.table().exclusions()).isEmpty();
  }

  @Test
  void ofARetiredIdNothingIsStarted() {
    runs.table().retire("r2", "ann", "done");

    assertThat(replay("--run", "r2")).isEqualTo(3);

    assertThat(console.err())
        .contains(
            "Cannot start shop.order_lines/r2: a run of that id was retired. Choose another id, with --run.");
    assertThat(runs.table().exclusions()).isEmpty();
  }

  @Test
  void aRunThatHasBegunKeepsWhatItBeganWithAlsoBeforeItsFirstCheckpoint() {
    assertThat(replay("--run", "r2")).isEqualTo(3);

    assertThat(console.err())
        .contains("Run r2 of shop.order_lines goes on with the exclusions that it began with.");
    assertThat(runs.table().exclusions()).isEmpty();
  }

  @Test
  void theNextIdIsNoneThatWasRetired() {
    runs.table().retire("r2", "ann", "done");

    var replayed = new ReplayedTable(new TableName("shop", "order_lines"), runs.table(), folder);

    assertThat(replayed.nextRun()).isEqualTo("r3");
  }

  private int replay(String... more) {
    String[] line = {"replay", "order_lines", "--exclude", "order-lines:0:0-5", "--reason", "bad"};
    String[] all = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return runs.run(console, all);
  }
}
