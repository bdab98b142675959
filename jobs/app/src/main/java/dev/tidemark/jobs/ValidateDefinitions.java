package dev.tidemark.jobs;

import dev.tidemark.sql.RegisteredSchemas;
import dev.tidemark.sql.Validation;
import dev.tidemark.sql.ValidationReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Validates definitions and prints what was found: {@code [--json] [--registry-url URL]
 * DEFINITION…}. Ends with 0 if all are fine, 1 if one is refused, 2 if one is not understood.
 */
public final class ValidateDefinitions {
  private ValidateDefinitions() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> definitions = new ArrayList<>();
    boolean json = false;
    RegisteredSchemas schemas = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--json" -> json = true;
        case "--registry-url" -> schemas = new RegisteredSchemas(args[++i]);
        default -> definitions.add(args[i]);
      }
    }
    ValidationReport report = validate(definitions, schemas);
    System.out.println(json ? report.json() : report.text());
    // The planner's class loader keeps threads.
    System.exit(report.exitCode());
  }

  private static ValidationReport validate(
      List<String> definitions, @Nullable RegisteredSchemas schemas) throws InterruptedException {
    List<Validation> validations = new ArrayList<>();
    for (String definition : definitions) {
      validations.add(Validation.of(definition, schemas));
    }
    return new ValidationReport(validations);
  }
}
