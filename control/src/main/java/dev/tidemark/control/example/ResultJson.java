package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.TableDefinition;
import java.util.List;

/**
 * Results for programs: an object with {@code equal}, {@code different} and {@code failed}, numbers
 * of cases, and {@code cases}. Each has {@code definition}, {@code case}, {@code millis} and {@code
 * status}, one of those three words. A failed one has {@code error}, a sentence. A different one
 * has {@code rows}, with {@code changed} (each with {@code key} and {@code columns} of {@code
 * column}, {@code expected}, {@code found}), {@code missing} and {@code unexpected} (rows as
 * objects); and {@code rejected}, with {@code missing} and {@code unexpected} (objects of {@code
 * topic}, {@code line}, {@code reason}, and {@code message} of what was found). Values are texts or
 * null.
 */
final class ResultJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ResultJson() {}

  static String text(List<CaseResult> results) {
    ObjectNode all = JSON.objectNode();
    for (String status : List.of("equal", "different", "failed")) {
      all.put(status, results.stream().filter(r -> status(r.outcome()).equals(status)).count());
    }
    ArrayNode cases = all.putArray("cases");
    results.forEach(result -> cases.add(json(result)));
    return all.toPrettyString();
  }

  private static ObjectNode json(CaseResult result) {
    Example example = result.example();
    ObjectNode json = JSON.objectNode();
    json.put("definition", example.definitionName());
    json.put("case", example.name());
    json.put("status", status(result.outcome()));
    json.put("millis", result.took().toMillis());
    if (result.outcome() instanceof CaseResult.Outcome.Failed failed) {
      json.put("error", failed.sentence());
    } else if (result.outcome() instanceof CaseResult.Outcome.Different different) {
      json.set("rows", rows(example.definition(), different.rows()));
      json.set("rejected", rejects(different.rejects()));
    }
    return json;
  }

  private static String status(CaseResult.Outcome outcome) {
    if (outcome instanceof CaseResult.Outcome.Equal) {
      return "equal";
    }
    return outcome instanceof CaseResult.Outcome.Different ? "different" : "failed";
  }

  private static ObjectNode rows(TableDefinition definition, RowDiff diff) {
    ObjectNode json = JSON.objectNode();
    ArrayNode changed = json.putArray("changed");
    for (RowDiff.Changed row : diff.changed()) {
      ObjectNode one = changed.addObject();
      ObjectNode key = one.putObject("key");
      definition
          .primaryKey()
          .forEach(name -> key.put(name, ResultText.cells(definition, row.expected()).get(name)));
      ArrayNode columns = one.putArray("columns");
      for (int i : row.columns()) {
        columns
            .addObject()
            .put("column", definition.columns().get(i).name())
            .put("expected", row.expected().cells().get(i))
            .put("found", row.found().cells().get(i));
      }
    }
    ArrayNode missing = json.putArray("missing");
    diff.missing()
        .forEach(row -> ResultText.cells(definition, row).forEach(missing.addObject()::put));
    ArrayNode unexpected = json.putArray("unexpected");
    diff.unexpected()
        .forEach(row -> ResultText.cells(definition, row).forEach(unexpected.addObject()::put));
    return json;
  }

  private static ObjectNode rejects(RejectDiff diff) {
    ObjectNode json = JSON.objectNode();
    ArrayNode missing = json.putArray("missing");
    for (ExpectedReject reject : diff.missing()) {
      missing
          .addObject()
          .put("topic", reject.topic())
          .put("line", reject.line())
          .put("reason", reject.reason());
    }
    ArrayNode unexpected = json.putArray("unexpected");
    for (FoundReject reject : diff.unexpected()) {
      unexpected
          .addObject()
          .put("topic", reject.topic())
          .put("line", reject.line())
          .put("reason", reject.reason())
          .put("message", reject.message());
    }
    return json;
  }
}
