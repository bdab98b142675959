package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that is ended from outside, and the one that goes on behind it. */
class LoadIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROWS = 20_000;
  private static final Pattern GO_ON =
      Pattern.compile(
          "The first [0-9,]+ rows of the file are done: .* Go on with --skip (\\d+)\\.");

  @TempDir private Path folder;

  @Test
  void aLoadThatWasStoppedGoesOnWhereItSaysAndEveryRowIsThereOnce() throws Exception {
    Path file = rows();
    Path stackFolder = folder.resolve("stack");
    try (LocalStack stack =
            LocalStack.in(stackFolder).with(Service.KAFKA, Service.REGISTRY).start();
        Terminal terminal = new Terminal(folder)) {
      String[] command = command(stack, file);
      Launched first = terminal.launch(with(command, "--rate", "2000", "--partitions", "3"));
      await("records of the first load")
          .atMost(PATIENCE)
          .failFast("It has failed", () -> first.err().contains("tidemark: "))
          .until(() -> keys(stack).size() > 1_000);
      first.close();
      Matcher goOn = GO_ON.matcher(first.err());
      assertThat(goOn.find()).as(first.toString()).isTrue();
      assertThat(first.out()).startsWith("Stopped after ");
      int done = Integer.parseInt(goOn.group(1));
      assertThat(done).isBetween(1_000, ROWS - 1);
      assertThat(keys(stack)).hasSize(done);

      Launched second = terminal.done(with(command, "--skip", goOn.group(1), "--json"));
      assertThat(second.out())
          .contains("\"lines\":" + (ROWS - done))
          .contains("\"complete\":true,\"done\":" + ROWS);
      assertThat(keys(stack))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ROWS).mapToObj(row -> "order-" + row).toList());
    }
  }

  private Path rows() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
    for (int row = 0; row < ROWS; row++) {
      lines.add("order-%d,P,MUG,1,2026-01-20 08:00:00,2.55,17850,France".formatted(row));
    }
    return Files.write(folder.resolve("orders.csv"), lines);
  }

  private static String[] command(LocalStack stack, Path file) {
    return new String[] {
      "load",
      file.toString(),
      "--mapping",
      "online-retail-order-lines",
      "--bootstrap-servers",
      stack.bootstrapServers(),
      "--registry-url",
      stack.registryUrl()
    };
  }

  private static String[] with(String[] command, String... more) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  /** Of all records that the topic holds now. */
  private static List<String> keys(LocalStack stack) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.bootstrapServers(), "allow.auto.create.topics", false);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().getOrDefault("order-lines", List.of()).stream()
              .map(partition -> new TopicPartition("order-lines", partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(at -> at).sum();
      var keys = new ArrayList<String>();
      while (keys.size() < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
      }
      return keys;
    }
  }
}
