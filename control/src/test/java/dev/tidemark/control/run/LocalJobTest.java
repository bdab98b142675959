package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StartLock;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobTest {
  private static final TableName TABLE = TableName.parse("shop.order_lines");
  private static final JobPlan PLAN = new JobPlan("order_lines", "r1", "second", 1, null, null);

  @TempDir private Path folder;

  @Test
  void whileAnotherCommandStartsTheRunItIsRefusedAndNothingIsWritten() throws IOException {
    RunRecord record = record();
    try (var other = StartLock.take(record.folder(), StartLock.RUNNING).orElseThrow()) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> start(record))
          .hasMessage(
              "The run shop.order_lines/r1 is just being started by another command. Wait until it runs, then stop it first: tidemark stop shop.order_lines/r1.")
          .asInstanceOf(InstanceOfAssertFactories.type(CommandFailure.class))
          .returns(CommandFailure.Kind.REFUSED, CommandFailure::kind);
    }
    assertThat(record().definition()).isEmpty();
  }

  @Test
  void whatAnotherCommandHasStartedMeanwhileIsSeenAndKept() throws IOException {
    String job = "abcdef0123456789abcdef0123456789";
    try (var flink = new FakeFlink()) {
      flink.answers(
          "GET /jobs/overview",
          200,
          "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"x\",\"state\":\"RUNNING\",\"tasks\":{\"total\":1,\"running\":1}}]}"
              .formatted(job));
      RunRecord before = record();
      record().started(flink.url(), job);

      assertThatThrownBy(() -> start(before))
          .hasMessage(
              "The run shop.order_lines/r1 already runs at %s. Stop it first: tidemark stop shop.order_lines/r1."
                  .formatted(flink.url()));
      assertThat(record().jobId()).contains(job);
      assertNobodyHasIt();
    }
  }

  /** {@code tidemark stop} is done before the command ends that had the job. */
  @Test
  void theCommandWhoseRunWasStoppedIsWaitedFor() throws IOException {
    record().stopped("s3://b/sp");
    StartLock other = StartLock.take(record().folder(), StartLock.RUNNING).orElseThrow();
    var ended = new AtomicBoolean();
    CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              ended.set(true);
              try (other) {
                assertThat(other).isNotNull();
              } catch (IOException unlikely) {
                throw new UncheckedIOException(unlikely);
              }
            });

    // There is no stack: this far it gets, and no further.
    assertThatThrownBy(() -> start(record())).hasMessageStartingWith("Nothing says ");
    assertThat(ended).isTrue();
    assertNobodyHasIt();
  }

  private void assertNobodyHasIt() throws IOException {
    try (var lock = StartLock.take(record().folder(), StartLock.RUNNING).orElseThrow()) {
      assertThat(lock).isNotNull();
    }
  }

  private void start(RunRecord record) throws InterruptedException {
    LocalJob.start(PLAN, record, Environment.in(folder)).close();
  }

  private RunRecord record() {
    return RunRecord.in(folder, TABLE, "r1");
  }

  @Test
  void ofALogTheLastCauseIsSaid() {
    assertThat(
            LocalJob.lastWords(
                List.of(
                    "ERROR it failed",
                    "Caused by: java.util.concurrent.CompletionException: wrapped",
                    "Caused by: java.io.FileNotFoundException: no checkpoint at /nosuch",
                    "INFO Stopped Pekko RPC service.")))
        .isEqualTo("says: java.io.FileNotFoundException: no checkpoint at /nosuch");
  }

  @Test
  void ofALogWithoutACauseTheEndIsShown() {
    List<String> log = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
    assertThat(LocalJob.lastWords(log)).startsWith("ends with:\n  5\n").endsWith("\n  19");
    assertThat(LocalJob.lastWords(List.of("one"))).isEqualTo("ends with:\n  one");
  }
}
