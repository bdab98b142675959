package dev.tidemark.control.rollback;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.TimeArgument;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.Seen;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The epoch that a rollback goes to. A version that is no epoch (a marker, another engine's write)
 * stands for the nearest epoch below it, or for the empty beginning.
 */
final class RollbackTarget {
  private static final Pattern BEFORE =
      Pattern.compile("before\\s+([a-zA-Z0-9._-]+):(\\d{1,9}):(\\d{1,18})");

  private final LiveTable table;

  RollbackTarget(LiveTable table) {
    this.table = table;
  }

  /**
   * An epoch, or the root.
   *
   * @throws CommandFailure if nothing fits, with what is left
   */
  Version resolve(String text, Instant now) {
    String wish = text.strip();
    Matcher before = BEFORE.matcher(wish);
    if (before.matches()) {
      return before(
          before.group(1), Integer.parseInt(before.group(2)), Long.parseLong(before.group(3)));
    }
    if (wish.startsWith("before")) {
      throw unreadable(text);
    }
    if (wish.matches("\\d{1,19}")) {
      return version(wish);
    }
    return at(TimeArgument.passed(time(text, wish, now), now));
  }

  static Optional<Tidemark> tidemark(Version version) {
    return version instanceof Version.Stamped stamped
        ? Optional.of(stamped.tidemark())
        : Optional.empty();
  }

  private static Instant time(String text, String wish, Instant now) {
    try {
      return TimeArgument.read(wish, now);
    } catch (CommandFailure wrong) {
      throw unreadable(text);
    }
  }

  private static CommandFailure unreadable(String text) {
    return new CommandFailure(
        "Cannot read --to \"%s\": accepted is a version as `tidemark history` prints it, %s, or 'before TOPIC:PARTITION:OFFSET'."
            .formatted(text, TimeArgument.ACCEPTED));
  }

  private Version version(String number) {
    Version found =
        parse(number)
            .flatMap(table::version)
            .orElseThrow(
                () ->
                    CommandFailure.refused(
                        "Cannot roll %s back to version %s: it does not exist or was expired. %s"
                            .formatted(table.name(), number, left())));
    return epochAt(found);
  }

  private static Optional<Long> parse(String number) {
    try {
      return Optional.of(Long.valueOf(number));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /**
   * What readers saw at a moment, whichever branch that was; where those versions were expired, the
   * newest before it that was kept. A kept marker may have lost the epochs below it. Of a hold, the
   * newest epoch seen before is one of those; of another move it is what the move took from
   * readers, so none is chosen.
   */
  private Version at(Instant moment) {
    for (Seen seen : table.seen()) {
      if (!seen.since().isAfter(moment)) {
        Optional<Version> epoch = findEpochAt(seen.version());
        if (epoch.isPresent()) {
          return epoch.get();
        }
        if (!isHold(seen.version())) {
          break;
        }
      }
    }
    throw CommandFailure.refused(
        "Cannot roll %s back to %s: what readers saw then was expired, or the table is younger. %s"
            .formatted(table.name(), moment, left()));
  }

  private static boolean isHold(Version version) {
    return version instanceof Version.Marked marked && marked.marker().kind() == Marker.Kind.HOLD;
  }

  /**
   * The newest version under {@code main} that has not read an offset; where those were expired,
   * the newest kept one of what readers saw before.
   */
  private Version before(String topic, int partition, long offset) {
    Tidemark shown =
        table
            .head("main")
            .orElseThrow(
                () ->
                    CommandFailure.refused(
                        "Cannot roll %s back: readers see the empty beginning."
                            .formatted(table.name())));
    String topicId = topic(shown, topic, partition).topicId();
    return newestBefore(table.history("main"), topicId, partition, offset)
        .or(() -> newestBefore(beyondTheExpired(), topicId, partition, offset))
        .orElseThrow(
            () ->
                CommandFailure.refused(
                    "Cannot roll %s back before offset %d of %s-%d: every version under main that is left has read it. %s"
                        .formatted(
                            table.name(),
                            offset,
                            topic,
                            partition,
                            onOtherBranches(topicId, partition, offset))));
  }

  private Optional<Version> newestBefore(
      Iterable<Version> versions, String topicId, int partition, long offset) {
    for (Version version : versions) {
      Optional<PartitionProgress> read =
          tidemark(version).flatMap(mark -> progress(mark, topicId, partition));
      if (read.isPresent() && read.get().to() <= offset) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /** What readers saw before the oldest version of {@code main} whose parent was expired. */
  private List<Version> beyondTheExpired() {
    @Nullable Version last = null;
    for (Version version : table.history("main")) {
      last = version;
    }
    if (last == null || last.parentId() == null) {
      return List.of();
    }
    Instant expired = last.at();
    return table.seen().stream()
        .filter(seen -> seen.since().isBefore(expired))
        .map(Seen::version)
        .toList();
  }

  /** After a promote the versions that readers saw before are under the other run's branch. */
  private String onOtherBranches(String topicId, int partition, long offset) {
    for (Run run : table.runs()) {
      Optional<Version> found =
          newestBefore(table.history(run.branch()), topicId, partition, offset);
      if (found.isPresent()) {
        return "Run %s has one that has not, version %d of %s: pass --to %d."
            .formatted(
                run.id(), found.get().snapshotId(), found.get().at(), found.get().snapshotId());
      }
    }
    return left();
  }

  private TopicProgress topic(Tidemark shown, String topic, int partition) {
    Optional<TopicProgress> known = shown.topic(topic);
    if (known.isEmpty() || partition >= known.get().partitions().size()) {
      List<String> topics =
          shown.topics().stream()
              .map(it -> "%s:0 to %d".formatted(it.topic(), it.partitions().size() - 1))
              .toList();
      throw new CommandFailure(
          "Table %s does not read partition %d of topic %s; it reads %s."
              .formatted(table.name(), partition, topic, String.join(", ", topics)));
    }
    return known.get();
  }

  private static Optional<PartitionProgress> progress(Tidemark mark, String id, int partition) {
    return mark.topics().stream()
        .filter(topic -> topic.topicId().equals(id) && partition < topic.partitions().size())
        .map(topic -> topic.partitions().get(partition))
        .findFirst();
  }

  private Optional<Version> findEpochAt(Version from) {
    Optional<Version> at = Optional.of(from);
    while (at.isPresent() && !isEpochOrRoot(at.get())) {
      at = Optional.ofNullable(at.get().parentId()).flatMap(table::version);
    }
    return at;
  }

  private Version epochAt(Version from) {
    return findEpochAt(from)
        .orElseThrow(
            () ->
                CommandFailure.refused(
                    "Cannot roll %s back to version %d: it is no epoch, and the epochs below it were expired. %s"
                        .formatted(table.name(), from.snapshotId(), left())));
  }

  private static boolean isEpochOrRoot(Version version) {
    return version instanceof Version.Stamped
        || (version instanceof Version.Marked marked && marked.marker().kind() == Marker.Kind.ROOT);
  }

  /** The oldest epoch that readers saw and that is left, as a sentence. */
  private String left() {
    return table
        .oldestSeen()
        .map(
            oldest ->
                "The oldest epoch left that readers saw is version %d of %s; see `tidemark history %s --limit 1000`."
                    .formatted(oldest.snapshotId(), oldest.at(), table.name()))
        .orElseGet(
            () ->
                "No epoch that readers saw is left; see `tidemark history %s`."
                    .formatted(table.name()));
  }
}
