package dev.tidemark.control.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TextTable;
import dev.tidemark.control.load.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark topics}: which topics there are, and which offsets they have. */
@Command(
    name = "topics",
    description = {
      "List the topics and how many offsets each has; of one topic, its partitions. Ends are those that"
          + " a run reads up to: before the first open transaction."
    },
    footer = {"", "Examples:", "  tidemark topics", "  tidemark topics order-lines --json"})
public final class TopicsCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "Show its partitions.")
  private @Nullable String topic;

  @Option(
      names = "--json",
      description = "Print a JSON array of topics, each with id and partitions (begin, end).")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public TopicsCommand(Console console) {
    this.console = console;
  }

  /** Offsets of a partition: the first that is left, and the next one to come. */
  private record Range(long begin, long end) {
    long offsets() {
      return end - begin;
    }
  }

  @Override
  public Integer call() {
    Environment environment = stack.environment();
    String servers = environment.require("bootstrap-servers");
    Map<String, Object> client = new HashMap<>(Topics.patience());
    client.putAll(environment.kafka(servers));
    try (Admin admin = Admin.create(client)) {
      Map<String, TopicDescription> topics = describe(admin);
      Map<TopicPartition, Range> ranges = ranges(admin, topics);
      if (json) {
        console.print(json(topics, ranges).toPrettyString());
      } else if (topics.isEmpty()) {
        console.print(
            console.advising("There are no topics. tidemark load makes one, or tidemark demo."));
      } else if (topic == null) {
        all(topics, ranges).forEach(console::print);
      } else {
        one(topics.get(topic), ranges).forEach(console::print);
      }
    } catch (ExecutionException failure) {
      throw CommandFailure.unreachable(
          "Cannot ask Kafka at %s for its topics: %s. Check that it runs there, with tidemark doctor."
              .formatted(servers, failure.getCause().getMessage()),
          failure);
    } catch (KafkaException unusable) {
      throw CommandFailure.unreachable(
          "Cannot ask Kafka at %s for its topics: %s. Correct its address, or what the profile says below kafka."
              .formatted(
                  servers,
                  unusable.getCause() == null
                      ? unusable.getMessage()
                      : unusable.getCause().getMessage()),
          unusable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Kafka at %s.".formatted(servers));
    }
    return 0;
  }

  private Map<String, TopicDescription> describe(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> names = new TreeSet<>(admin.listTopics().names().get());
    if (topic != null && !names.contains(topic)) {
      throw new CommandFailure(
          "There is no topic %s; there are %s.".formatted(topic, String.join(", ", names)));
    }
    return new TreeMap<>(
        admin.describeTopics(topic == null ? names : Set.of(topic)).allTopicNames().get());
  }

  private static Map<TopicPartition, Range> ranges(
      Admin admin, Map<String, TopicDescription> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    for (TopicDescription each : topics.values()) {
      each.partitions()
          .forEach(
              partition -> {
                var key = new TopicPartition(each.name(), partition.partition());
                first.put(key, OffsetSpec.earliest());
                last.put(key, OffsetSpec.latest());
              });
    }
    Map<TopicPartition, ListOffsetsResultInfo> begins = admin.listOffsets(first).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin.listOffsets(last, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all().get();
    Map<TopicPartition, Range> ranges = new HashMap<>();
    begins.forEach(
        (key, begin) -> ranges.put(key, new Range(begin.offset(), ends.get(key).offset())));
    return ranges;
  }

  private static List<String> all(
      Map<String, TopicDescription> topics, Map<TopicPartition, Range> ranges) {
    var table = new TextTable("TOPIC", "-PARTITIONS", "-OFFSETS", "-GONE");
    for (TopicDescription each : topics.values()) {
      long offsets = 0;
      long gone = 0;
      for (Range range : of(each, ranges)) {
        offsets += range.offsets();
        gone += range.begin();
      }
      table.add(
          each.name(), each.partitions().size(), "%,d".formatted(offsets), "%,d".formatted(gone));
    }
    return table.lines();
  }

  private static List<String> one(TopicDescription topic, Map<TopicPartition, Range> ranges) {
    var table = new TextTable("-PARTITION", "-BEGIN", "-END", "-OFFSETS");
    List<Range> partitions = of(topic, ranges);
    for (int p = 0; p < partitions.size(); p++) {
      Range range = partitions.get(p);
      table.add(p, range.begin(), range.end(), "%,d".formatted(range.offsets()));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add("Its id is %s.".formatted(topic.topicId()));
    return lines;
  }

  private static ArrayNode json(
      Map<String, TopicDescription> topics, Map<TopicPartition, Range> ranges) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (TopicDescription each : topics.values()) {
      ObjectNode node = array.addObject();
      node.put("topic", each.name()).put("id", each.topicId().toString());
      ArrayNode partitions = node.putArray("partitions");
      of(each, ranges)
          .forEach(
              range -> partitions.addObject().put("begin", range.begin()).put("end", range.end()));
    }
    return array;
  }

  private static List<Range> of(TopicDescription topic, Map<TopicPartition, Range> ranges) {
    List<Range> of = new ArrayList<>();
    for (int p = 0; p < topic.partitions().size(); p++) {
      of.add(ranges.get(new TopicPartition(topic.name(), p)));
    }
    return of;
  }
}
