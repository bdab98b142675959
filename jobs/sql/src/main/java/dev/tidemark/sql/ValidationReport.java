package dev.tidemark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Validations for people and for programs. */
public final class ValidationReport {
  private final List<Validation> validations;

  public ValidationReport(List<Validation> validations) {
    this.validations = List.copyOf(validations);
  }

  /** 0 if all are fine, 1 if one is refused, 2 if one is not understood. */
  public int exitCode() {
    return validations.stream().mapToInt(v -> v.outcome().ordinal()).max().orElse(0);
  }

  public String text() {
    List<String> lines = new ArrayList<>();
    for (Validation validation : validations) {
      lines.add("%s: %s".formatted(validation.definition(), headline(validation)));
      validation.problems().forEach(problem -> lines.add("  " + problem));
      validation.because().forEach(step -> lines.add("  waits for the watermark: " + step));
      validation.notes().forEach(note -> lines.add("  note: " + note));
    }
    return String.join("\n", lines);
  }

  private static String headline(Validation validation) {
    return switch (validation.outcome()) {
      case FINE ->
          "fine. "
              + switch (validation.replay()) {
                case "prefix" -> "A replay gives the same rows at the same offsets (prefix).";
                case "watermark" ->
                    "A replay gives the same rows where both watermarks are past (watermark).";
                default -> "A pipeline makes its rows, so nothing is known of its replays.";
              };
      case REFUSED -> "refused, %s.".formatted(count(validation));
      case NOT_UNDERSTOOD -> "not understood, %s.".formatted(count(validation));
    };
  }

  private static String count(Validation validation) {
    int problems = validation.problems().size();
    return problems == 1 ? "1 problem" : problems + " problems";
  }

  public String json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Validation validation : validations) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("definition", validation.definition());
      one.put("table", validation.table());
      one.put("outcome", validation.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      one.put("replay", Map.of("class", validation.replay(), "because", validation.because()));
      one.put("problems", validation.problems());
      one.put("notes", validation.notes());
      all.add(one);
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report cannot be written as JSON.", e);
    }
  }
}
