package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Says what a load has done, and where to go on if it has not done all. */
final class LoadReport {
  private final Console console;
  private final String topic;
  private final Loader loader;
  private final @Nullable Quarantine quarantine;

  LoadReport(Console console, Loader loader, @Nullable Quarantine quarantine) {
    this.console = console;
    this.topic = loader.topic();
    this.loader = loader;
    this.quarantine = quarantine;
  }

  /** Says where to go on, if it ended early. */
  void ending(Loader.Result result) {
    if (!result.isComplete()) {
      console.note(result.end() instanceof Loader.End.Stopped ? "Stopped. " + goOn() : goOn());
    }
  }

  /**
   * Throws what ended it, if that was the file or Kafka.
   *
   * @throws CommandFailure that is to be told
   */
  void failIfFailed(Loader.Result result) {
    if (result.end() instanceof Loader.End.Unreadable unreadable) {
      throw unreadable.reason();
    }
    if (result.end() instanceof Loader.End.Refused refused) {
      String sentence =
          "Cannot send to the topic %s: %s. Check that Kafka runs and takes such records."
              .formatted(topic, refused.reason().getMessage());
      // What may be tried again failed for want of an answer.
      throw refused.reason() instanceof RetriableException
          ? CommandFailure.unreachable(sentence, refused.reason())
          : new CommandFailure(sentence, refused.reason());
    }
  }

  /** The load has to end now, whatever the broker has not answered yet. */
  void tooLate() {
    console.failure("Stopped without waiting any longer for Kafka's answers. " + goOn());
  }

  private String goOn() {
    long upTo = loader.settled().upTo();
    long beyond = loader.open();
    String others =
        beyond == 0
            ? ""
            : beyond == 1
                ? " The one sent after that may be there too; it comes twice then."
                : " Of the %,d sent after that some may be there too; they come twice then."
                    .formatted(beyond);
    return upTo == 0
        ? "None of the first rows is known to be in the topic; begin anew." + others
        : "The first %s of the file %s done: in the topic %s, or reported. Go on with --skip %d.%s"
            .formatted(
                upTo == 1 ? "row" : "%,d rows".formatted(upTo),
                upTo == 1 ? "is" : "are",
                topic,
                upTo,
                others);
  }

  void text(Loader.Result result, Duration took) {
    console.print(
        "%s %,d %s%s to %s in %s, %,d rows/s.%s"
            .formatted(
                result.isComplete() ? "Sent" : "Stopped after",
                result.sent(),
                result.sent() == 1 ? "record" : "records",
                deletes(result),
                topic,
                DurationText.of(took),
                result.lines() * 1_000 / Math.max(1, took.toMillis()),
                unfit(result)));
  }

  private static String deletes(Loader.Result result) {
    if (result.tombstones() == 0) {
      return "";
    }
    return result.sent() == 1
        ? " (a delete)"
        : " (%,d of them deletes)".formatted(result.tombstones());
  }

  private String unfit(Loader.Result result) {
    if (result.unfit() == 0) {
      return "";
    }
    String count =
        " %,d %s not fit".formatted(result.unfit(), result.unfit() == 1 ? "row did" : "rows did");
    return quarantine == null ? count + "." : "%s: see %s.".formatted(count, quarantine.file());
  }

  void json(Loader.Result result, Duration took) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("topic", topic);
    json.put("lines", result.lines());
    json.put("sent", result.sent());
    json.put("tombstones", result.tombstones());
    json.put("unfit", result.unfit());
    json.put("complete", result.isComplete());
    json.put("done", loader.settled().upTo());
    if (quarantine != null && !quarantine.isEmpty()) {
      json.put("quarantine", quarantine.file().toString());
    }
    json.put("millis", Math.max(1, took.toMillis()));
    console.print(json.toString());
  }
}
