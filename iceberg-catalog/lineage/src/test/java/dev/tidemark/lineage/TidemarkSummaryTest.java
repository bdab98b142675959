package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TidemarkSummaryTest {
  private static final long SEED = Long.getLong("seed", 20260822L);

  private final Random random = new Random(SEED);

  @Test
  void everyTidemarkReadsBackAsItWasWritten() {
    for (int round = 0; round < 500; round++) {
      Tidemark written = anyTidemark(1 + random.nextInt(200));

      assertThat(Tidemark.fromSummary(written.toSummary()))
          .as("seed %d, round %d", SEED, round)
          .contains(written);
    }
  }

  @Test
  void smallTidemarkReadsAsText() {
    Tidemark tidemark =
        withTopics(
            List.of(
                new TopicProgress(
                    "order-lines",
                    "b3JkZXItbGluZXM",
                    List.of(
                        new PartitionProgress(0, 15, 5, 3, 1, 1, 0),
                        new PartitionProgress(0, 20, 0, 0, 0, 0, 0),
                        new PartitionProgress(7, 31, 2, 0, 0, 0, 2),
                        new PartitionProgress(7, 31, 0, 0, 0, 0, 0))),
                new TopicProgress(
                    "updates", "dXBkYXRlcw", List.of(new PartitionProgress(0, 9, 9, 9, 0, 0, 0)))));

    assertThat(tidemark.toSummary())
        .containsEntry("tidemark.format", "1")
        .containsEntry("tidemark.topics", "order-lines@b3JkZXItbGluZXM;updates@dXBkYXRlcw")
        .containsEntry("tidemark.start", "0*2,7*2;0")
        .containsEntry("tidemark.to", "15,20,31*2;9")
        .containsEntry("tidemark.consumed", "5,0,2,0;9")
        .containsEntry("tidemark.accepted", "3,0*3;9")
        .containsEntry("tidemark.rejected", "1,0*3;0")
        .containsEntry("tidemark.late", "1,0*3;0")
        .containsEntry("tidemark.excluded", "0*2,2,0;0")
        .containsEntry("tidemark.records.consumed", "16")
        .containsEntry("tidemark.records.accepted", "12")
        .containsEntry("tidemark.records.rejected", "1")
        .containsEntry("tidemark.records.late", "1")
        .containsEntry("tidemark.records.excluded", "2")
        .doesNotContainKey("tidemark.packed");
  }

  @Test
  void thousandPartitionsOfRandomOffsetsStayUnderEightKilobytes() {
    int largest = 0;
    for (int round = 0; round < 50; round++) {
      Map<String, String> summary =
          withTopics(List.of(topic("orders", 1000, 0, 1_000_000_000))).toSummary();
      largest = Math.max(largest, bytes(summary));
    }
    System.out.println("largest 1,000-partition tidemark: " + largest + " bytes, seed " + SEED);
    assertThat(largest).as("bytes, seed %d", SEED).isLessThan(8 * 1024);
  }

  @Test
  void thousandPartitionsWithRandomStartsTooStayUnderFourteenKilobytes() {
    Map<String, String> summary =
        withTopics(List.of(topic("orders", 1000, 1_000_000_000, 1_000_000_000))).toSummary();

    System.out.println("random starts as well: " + bytes(summary) + " bytes");
    assertThat(bytes(summary)).as("bytes, seed %d", SEED).isLessThan(14 * 1024);
  }

  @Test
  void textEndsAtSixtyFourPartitions() {
    assertThat(withTopics(List.of(topic("orders", 64, 0, 1000))).toSummary())
        .doesNotContainKey("tidemark.packed");
    assertThat(withTopics(List.of(topic("orders", 65, 0, 1000))).toSummary())
        .containsKey("tidemark.packed")
        .doesNotContainKey("tidemark.to");
  }

  @Test
  void summaryOfAnotherWriterIsNoTidemark() {
    assertThat(Tidemark.fromSummary(Map.of("added-records", "3"))).isEmpty();
  }

  @Test
  void newerFormatIsRefusedWithASentence() {
    Map<String, String> summary = new HashMap<>(anyTidemark(3).toSummary());
    summary.put("tidemark.format", "2");
    summary.put("tidemark.id", "x1");

    assertThatThrownBy(() -> Tidemark.fromSummary(summary))
        .isInstanceOf(TidemarkFormatException.class)
        .hasMessage("Tidemark x1 has format 2, this program reads format 1; use a newer tidemark.");
  }

  @Test
  void lostKeyIsNamed() {
    Map<String, String> summary = new HashMap<>(anyTidemark(3).toSummary());
    summary.remove("tidemark.to");
    summary.put("tidemark.id", "x1");

    assertThatThrownBy(() -> Tidemark.fromSummary(summary))
        .hasMessage(
            "Tidemark x1 lacks tidemark.to; something dropped or changed the snapshot's summary.");
  }

  @Test
  void damageInAnyKeyIsASentenceOrAnotherTidemarkButNeverAnotherFailure() {
    for (int round = 0; round < 3000; round++) {
      Map<String, String> summary = new HashMap<>(anyTidemark(1 + random.nextInt(120)).toSummary());
      List<String> keys = summary.keySet().stream().sorted().toList();
      String key = keys.get(random.nextInt(keys.size()));
      summary.computeIfPresent(key, (k, value) -> damage(value));
      try {
        Tidemark.fromSummary(summary);
      } catch (TidemarkFormatException expected) {
        assertThat(expected).hasMessageStartingWith("Tidemark ");
      }
    }
  }

  @Test
  void progressThatLosesRecordsIsNotMade() {
    assertThatThrownBy(() -> new PartitionProgress(0, 10, 10, 7, 1, 1, 0))
        .hasMessage(
            "Partition progress loses records: 10 consumed, but 7 accepted + 1 rejected + 1 late + 0 excluded = 9.");
  }

  private String damage(String value) {
    if (value.isEmpty()) {
      return "!";
    }
    int at = random.nextInt(value.length());
    return switch (random.nextInt(3)) {
      case 0 -> value.substring(0, at);
      case 1 -> value.substring(0, at) + (char) (32 + random.nextInt(95)) + value.substring(at + 1);
      default -> value.substring(at) + value.substring(0, at);
    };
  }

  private static int bytes(Map<String, String> summary) {
    return summary.entrySet().stream()
        .mapToInt(e -> e.getKey().length() + e.getValue().length())
        .sum();
  }

  private Tidemark anyTidemark(int partitions) {
    List<TopicProgress> topics = new ArrayList<>();
    for (int left = partitions; left > 0; ) {
      int size = 1 + random.nextInt(left);
      long most = 1L << random.nextInt(62);
      topics.add(topic("t" + topics.size(), size, random.nextBoolean() ? 0 : most, most));
      left -= size;
    }
    return withTopics(topics);
  }

  private Tidemark withTopics(List<TopicProgress> topics) {
    boolean known = random.nextBoolean();
    return new Tidemark(
        "r" + random.nextInt(1000),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        known ? UUID.randomUUID().toString() : null,
        random.nextInt(1_000_000),
        "4L6g3nShT-eMCtK--X86sw",
        topics,
        known
            ? topics.stream()
                .map(it -> new Exclusion(it.topic(), it.topicId(), random.nextInt(9), 5, 9))
                .toList()
            : List.of(),
        "0123456789abcdef",
        "0.1.0",
        known ? List.of(9, 3, 3) : List.of(),
        known ? Long.valueOf(-5) : null,
        Duration.ofMillis(random.nextInt(100_000)),
        known ? new Times(1L, 2L, 3L, 4L, 5L, 6L) : Times.UNKNOWN,
        known ? new DelayQuantiles(-1, 2, 3, 4) : null);
  }

  /** Offsets up to {@code mostRead} above starts up to {@code mostStart}; one percent rejects. */
  private TopicProgress topic(String name, int partitions, long mostStart, long mostRead) {
    return new TopicProgress(
        name,
        "b3JkZXItbGluZXM-" + name,
        IntStream.range(0, partitions)
            .mapToObj(
                p -> {
                  long start = mostStart == 0 ? 0 : random.nextLong(mostStart);
                  long accepted = random.nextInt(1000);
                  long rejected = random.nextInt(100) == 0 ? random.nextInt(20) : 0;
                  return new PartitionProgress(
                      start,
                      start + random.nextLong(mostRead),
                      accepted + rejected,
                      accepted,
                      rejected,
                      0,
                      0);
                })
            .toList());
  }
}
