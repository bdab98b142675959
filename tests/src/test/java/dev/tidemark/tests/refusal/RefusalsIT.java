package dev.tidemark.tests.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot be exact is refused, with a sentence, and the table stays as it was. */
@ExtendWith(SharedStack.class)
class RefusalsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final String RUN = "r1";

  @Test
  void aRunWithEpochsIsNotStartedAgainFromNothing(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    send(world, 200);
    watcher.awaitCaughtUp(PATIENCE);
    job.kill();
    job.startAnew();
    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    assertThat(job.output())
        .contains(
            "Run r1 of %s already holds epoch %d. Restart it from its last checkpoint or savepoint, or start a run with another id."
                .formatted(world.table(TOPIC), watcher.lastStamp().epoch()));
    watcher.checkMain();
  }

  @Test
  void anOlderCheckpointIsRefusedOnceNewerEpochsHaveLanded(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job =
        world.job(TOPIC, RUN).with("flink.execution.checkpointing.num-retained", "50").start();
    for (int i = 0; i < 6; i++) {
      send(world, 100);
      watcher.awaitCaughtUp(PATIENCE);
    }
    job.kill();
    List<Path> checkpoints = job.completeCheckpoints();
    // Behind it lie epochs: the first ones of the run are within the first half.
    Path old = checkpoints.get(0);
    long before = watcher.lastSeen();
    job.startFrom(old);
    assertThat(job.awaitExit(PATIENCE)).isNotZero();
    assertThat(job.output()).contains("RunRefusedException").contains("run_r1");
    watcher.checkMain();
    assertThat(watcher.lastSeen()).isEqualTo(before);

    // The newest one still goes on as if nothing had been tried.
    job.startFrom(checkpoints.get(checkpoints.size() - 1));
    send(world, 100);
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
  }

  @Test
  void aTopicMadeAnewWhileTheRunIsStoppedIsRefused(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    send(world, 200);
    watcher.awaitCaughtUp(PATIENCE);
    job.kill();
    world.recreateTopic(TOPIC, 2);
    send(world, 1_000);
    job.start();
    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    assertThat(job.output())
        .contains("Topic order-lines was made anew: run r1 holds events of topic id")
        .contains("Its offsets mean other events. Start a new run.");
    watcher.checkMain();
  }

  @Test
  void aTopicMadeAnewUnderARunIsRefusedThoughItsOffsetsGoFurther(World world) {
    recreatedWhileRunning(world, 5_000);
  }

  @Test
  void aTopicMadeAnewUnderARunIsRefusedThoughItsOffsetsAreNotThereYet(World world) {
    recreatedWhileRunning(world, 20);
  }

  private static void recreatedWhileRunning(World world, int eventsOfTheNewOne) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    send(world, 400);
    watcher.awaitCaughtUp(PATIENCE);
    world.recreateTopic(TOPIC, 2);
    send(world, eventsOfTheNewOne);
    assertThat(job.awaitExit(PATIENCE)).isNotZero();
    assertThat(job.output()).contains("Topic order-lines was made anew: run r1 holds events");
    watcher.checkMain();
  }

  @Test
  void eventsDeletedWhileTheRunIsStoppedAreNamed(World world) throws Exception {
    world.topics().create(TOPIC, 1);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    send(world, 200, 1);
    watcher.awaitCaughtUp(PATIENCE);
    job.kill();
    long next = watcher.lastStamp().topics().get(0).partitions().get(0).to();
    send(world, 300, 1);
    world.topics().deleteEvents(TOPIC, 0, next + 100);
    job.start();
    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    assertThat(job.output())
        .contains(
            "Kafka no longer has the events that come next: order-lines-0 [%d, %d) is deleted."
                .formatted(next, next + 100));
    watcher.checkMain();
  }

  @Test
  void eventsDeletedUnderARunAreNamed(World world) throws Exception {
    world.topics().create(TOPIC, 1);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).with("kafka.max.partition.fetch.bytes", "20000").start();
    send(world, 200, 1);
    watcher.awaitCaughtUp(PATIENCE);
    job.suspend();
    send(world, 20_000, 1);
    world.log().flush();
    long end = world.log().ends(TOPIC).values().iterator().next();
    world.topics().deleteEvents(TOPIC, 0, end - 10);
    job.resume();
    assertThat(job.awaitExit(PATIENCE)).isNotZero();
    assertThat(job.output())
        .contains("Kafka no longer has the events that come next: order-lines-0 [")
        .contains(", %d) is deleted.".formatted(end - 10));
    watcher.checkMain();
  }

  @Test
  void eventsThatEveryRunHasReadMayBeDeleted(World world) throws Exception {
    world.topics().create(TOPIC, 1);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    send(world, 200, 1);
    watcher.awaitCaughtUp(PATIENCE);
    job.kill();
    long next = watcher.lastStamp().topics().get(0).partitions().get(0).to();
    world.topics().deleteEvents(TOPIC, 0, next);
    job.start();
    send(world, 200, 1);
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
  }

  @Test
  void aTopicThatDoesNotExistIsRefused(World world) {
    JobProcess job = world.job(TOPIC, RUN).start();
    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    await()
        .untilAsserted(
            () ->
                assertThat(job.output())
                    .contains(
                        "One of the topics [order-lines] does not exist. Create it, or correct the definition's sources."));
  }

  @Test
  void aFieldThatTheNewestSchemaLacksIsNamedBeforeTheRunStarts(World world) throws Exception {
    world.topics().create(TOPIC, 1);
    URI subject = URI.create(world.stack().registryUrl() + "/subjects/" + TOPIC + "-value");
    String schema = "{'type': 'record', 'name': 'Lines', 'fields': []}".replace('\'', '"');
    String body = new ObjectMapper().writeValueAsString(Map.of("schema", schema));
    ask(
        HttpRequest.newBuilder(URI.create(subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString(body)));
    try {
      JobProcess job = world.job(TOPIC, RUN).start();
      assertThat(job.awaitExit(PATIENCE)).as(job.output()).isEqualTo(2);
      assertThat(job.output())
          .contains(
              "Run r1 of %s would reject all new events: The source order-lines has no field "
                  .formatted(world.table(TOPIC)))
          .contains(" in its newest schema Lines; it has [].");
      assertThat(world.catalog().tableExists(world.table(TOPIC))).isFalse();
    } finally {
      // Other tests have the same registry.
      ask(HttpRequest.newBuilder(subject).DELETE());
      ask(HttpRequest.newBuilder(URI.create(subject + "?permanent=true")).DELETE());
    }
  }

  private static void ask(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void send(World world, int count) {
    send(world, count, 2);
  }

  private static void send(World world, int count, int partitions) {
    for (int i = 0; i < count; i++) {
      world.log().send(world.shop().orderLine(world.random().nextInt(partitions)));
    }
    world.log().flush();
  }
}
