package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class FlinkClusterTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final FlinkRun COUNT = FlinkRun.of(CountingJob.class.getName());

  @TempDir static Path folder;
  private static LocalStack stack;
  private static FlinkCluster flink;
  private static Path jar;

  @BeforeAll
  static void start() throws Exception {
    jar = jarOf(CountingJob.class, folder.resolve("count.jar"));
    stack = LocalStack.in(folder.resolve("stack")).with(Service.S3, Service.FLINK).start();
    flink = stack.flink();
  }

  @AfterAll
  static void end() {
    stack.close();
  }

  @AfterEach
  void freeEverySlot() {
    for (JsonNode job : flink.get("/jobs").path("jobs")) {
      if (job.path("status").asText().matches("CREATED|RUNNING|RESTARTING")) {
        flink.cancel(job.path("id").asText());
      }
    }
    flink.taskManagers().subList(2, flink.taskManagers().size()).forEach(ChildProcess::stop);
    flink.taskManagers().stream().limit(2).filter(t -> !t.isAlive()).forEach(ChildProcess::restart);
  }

  @Test
  void clusterOffersTheSlotsOfItsTaskManagers() {
    // A TaskManager of another claim may have ended just now and still be listed.
    await().atMost(LIMIT).until(() -> flink.get("/overview").path("taskmanagers").asInt() == 2);
    assertThat(flink.get("/overview").path("slots-total").asInt()).isEqualTo(4);
  }

  /** {@code ClusterIT} does the same with real jobs in every build, but for the power cut. */
  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void jobSubmittedByCliResumesByRestFromItsLastCheckpointAfterAPowerCut() {
    String first = flink.submitByCli(jar, COUNT.parallelism(2));
    await().atMost(LIMIT).until(() -> flink.latestCheckpoint(first).isPresent());
    assertThat(flink.jobStatus(first)).isEqualTo("RUNNING");

    flink.processes().forEach(ChildProcess::kill);
    String checkpoint = flink.latestCheckpoint(first).orElseThrow();
    assertThat(checkpoint).startsWith("s3a://tidemark/flink/checkpoints/" + first + "/chk-");
    flink.restart();

    String second = flink.submitByRest(jar, COUNT.from(checkpoint));
    await().atMost(LIMIT).until(() -> flink.latestCheckpoint(second).isPresent());
    assertThat(
            flink
                .get("/jobs/" + second + "/checkpoints")
                .at("/latest/restored/external_path")
                .asText())
        .isEqualTo(checkpoint);
    flink.cancel(second);
    await().atMost(LIMIT).until(() -> flink.jobStatus(second).equals("CANCELED"));
    assertThat(flink.latestCheckpoint(second)).isPresent();
  }

  @Test
  void jobGoesOnWhenATaskManagerIsKilledAndAnotherAdded() {
    String job = flink.submitByRest(jar, COUNT.parallelism(4));
    await().atMost(LIMIT).until(() -> flink.latestCheckpoint(job).isPresent());
    flink.taskManagers().get(0).kill();
    flink.addTaskManager();
    await().atMost(LIMIT).until(() -> counts(job).path("restored").asInt() > 0);
    int completed = counts(job).path("completed").asInt();
    await().atMost(LIMIT).until(() -> counts(job).path("completed").asInt() > completed);
    assertThat(flink.jobStatus(job)).isEqualTo("RUNNING");
  }

  @Test
  void stoppedJobLeavesASavepointOnS3() {
    String job = flink.submitByRest(jar, COUNT);
    await().atMost(LIMIT).until(() -> flink.latestCheckpoint(job).isPresent());
    String kept = flink.savepoint(job);
    String last = flink.stopWithSavepoint(job);
    assertThat(kept).startsWith("s3a://tidemark/flink/savepoints/").isNotEqualTo(last);
    await().atMost(LIMIT).until(() -> flink.jobStatus(job).equals("FINISHED"));
  }

  @Test
  void refusalOfTheMainReachesTheCaller() {
    FlinkRun refused = FlinkRun.of(CountingJob.class.getName(), "no such topic");
    assertThatThrownBy(() -> flink.submitByCli(jar, refused))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("count.jar ended with exit code 1")
        .hasMessageContaining("no such topic");
    assertThatThrownBy(() -> flink.submitByRest(jar, refused))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("no such topic");
  }

  @Test
  void jobThatNeverRanHasNoCheckpoint() {
    assertThat(flink.latestCheckpoint("0123456789abcdef0123456789abcdef")).isEmpty();
  }

  private static JsonNode counts(String job) {
    return flink.get("/jobs/" + job + "/checkpoints").path("counts");
  }

  private static Path jarOf(Class<?> main, Path jar) throws Exception {
    String entry = main.getName().replace('.', '/') + ".class";
    try (InputStream code =
            Objects.requireNonNull(main.getClassLoader().getResourceAsStream(entry));
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(entry));
      code.transferTo(entries);
    }
    return jar;
  }
}
