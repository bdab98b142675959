package dev.tidemark.control.replay;

import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.horizon.BeginningOfTopics;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which events a replay, and every run that starts later, leaves out. */
final class ExcludeOptions {
  private static final Pattern RANGE = Pattern.compile("(.+):(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

  @Option(
      names = "--exclude",
      paramLabel = "TOPIC:PARTITION:FROM-TO",
      description = {
        "Leave out the events from offset FROM to before TO, in this run and every one that is",
        "started later. May be given several times."
      })
  private List<String> ranges = List.of();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "left out by a replay",
      description =
          "Why they are left out, for `tidemark exclusions`; default \"${DEFAULT-VALUE}\".")
  private String reason = "";

  @Mixin private AuthorOption author = new AuthorOption();

  /**
   * Makes sense of them.
   *
   * @throws CommandFailure if a range is not understood, or a run is to go on: it keeps what it
   *     began with
   */
  List<Exclusion> read(LiveTable table, BeginningOfTopics topics, String run, boolean goesOn) {
    if (ranges.isEmpty()) {
      return List.of();
    }
    if (goesOn) {
      throw CommandFailure.refused(
          "Run %s of %s goes on with the exclusions that it began with. Start another run to leave out more."
              .formatted(run, table.name()));
    }
    return read(topics.left());
  }

  /** Writes them into the table's ledger, where the run that is then started finds them. */
  void record(LiveTable table, List<Exclusion> leftOut) {
    if (!leftOut.isEmpty()) {
      table.exclude(leftOut, author.by(), reason);
    }
  }

  private List<Exclusion> read(Map<String, MissingEvents.Left> topics) {
    List<Exclusion> read = new ArrayList<>();
    for (String range : ranges) {
      Matcher parts = RANGE.matcher(range);
      MissingEvents.Left topic = parts.matches() ? topics.get(parts.group(1)) : null;
      if (topic == null) {
        throw new CommandFailure(
            "\"%s\" names no events of this table: accepted is TOPIC:PARTITION:FROM-TO, like %s:0:100-120, with a topic of %s."
                .formatted(
                    range,
                    topics.keySet().stream().sorted().findFirst().orElse("orders"),
                    topics.keySet()));
      }
      read.add(exclusion(range, parts, topic));
    }
    return read;
  }

  private static Exclusion exclusion(String range, Matcher parts, MissingEvents.Left topic) {
    int partition = Integer.parseInt(parts.group(2));
    if (partition >= topic.earliest().size()) {
      throw new CommandFailure(
          "\"%s\" is of partition %d, and the topic has %d. Give one from 0 to %d."
              .formatted(range, partition, topic.earliest().size(), topic.earliest().size() - 1));
    }
    try {
      return new Exclusion(
          parts.group(1),
          topic.topicId(),
          partition,
          Long.parseLong(parts.group(3)),
          Long.parseLong(parts.group(4)));
    } catch (IllegalArgumentException empty) {
      throw new CommandFailure(String.valueOf(empty.getMessage()), empty);
    }
  }
}
