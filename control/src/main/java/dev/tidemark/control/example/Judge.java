package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.load.UnfitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares what was found with what is expected. */
final class Judge {
  private Judge() {}

  /**
   * @param answer as the process of the examples gives it
   */
  static CaseResult of(PlacedExample placed, JsonNode answer) {
    Duration took = Duration.ofMillis(answer.path("millis").asLong());
    return new CaseResult(placed.example(), took, outcome(placed, answer));
  }

  private static CaseResult.Outcome outcome(PlacedExample placed, JsonNode answer) {
    if (answer.has("error")) {
      return new CaseResult.Outcome.Failed(own(placed, answer.path("error").asText()));
    }
    Example example = placed.example();
    RowDiff rows = RowDiff.of(example.definition(), example.rows(), rows(placed, answer));
    RejectDiff rejects = RejectDiff.of(example.rejects(), rejects(placed, answer));
    return rows.isEmpty() && rejects.isEmpty()
        ? new CaseResult.Outcome.Equal()
        : new CaseResult.Outcome.Different(rows, rejects);
  }

  private static List<Row> rows(PlacedExample placed, JsonNode answer) {
    var rows = new ArrayList<Row>();
    for (JsonNode row : answer.path("rows")) {
      try {
        Row found = ExpectedReader.found(placed.example().definition(), (ObjectNode) row);
        rows.add(
            new Row(
                found.cells().stream()
                    .map(cell -> cell == null ? null : own(placed, cell))
                    .toList()));
      } catch (UnfitException impossible) {
        throw new IllegalStateException("The table holds what its columns cannot", impossible);
      }
    }
    return rows;
  }

  private static List<FoundReject> rejects(PlacedExample placed, JsonNode answer) {
    var rejects = new ArrayList<FoundReject>();
    for (JsonNode reject : answer.path("rejected")) {
      String topic = own(placed, reject.path("topic").asText());
      GivenTopic given =
          placed.example().given().stream()
              .filter(each -> each.source().topic().equals(topic))
              .findFirst()
              .orElseThrow();
      rejects.add(
          new FoundReject(
              topic,
              given.line(reject.path("partition").asInt(), reject.path("offset").asInt()),
              reject.path("reason").asText(),
              own(placed, reject.path("message").asText())));
    }
    return rejects;
  }

  /** A text with the topics' names as the definition has them. */
  private static String own(PlacedExample placed, String text) {
    return text.replace(placed.topicPrefix(), "");
  }
}
