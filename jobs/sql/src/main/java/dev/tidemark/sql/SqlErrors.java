package dev.tidemark.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.ValidationException;

/** The planner's exceptions as problems of {@code view.sql}. */
final class SqlErrors {
  /** Parser: {@code Encountered "FORM" at line 3, column 1.} and what it expected, at length. */
  private static final Pattern PARSER =
      Pattern.compile("(.*?) at line (\\d+), column (\\d+)\\.?(.*)", Pattern.DOTALL);

  /** Validator: {@code From line 2, column 8 to line 2, column 9: Column 'x' not found …}. */
  private static final Pattern VALIDATOR =
      Pattern.compile(
          "(?:From|At) line (\\d+), column (\\d+)(?: to line \\d+, column \\d+)?: (.*)",
          Pattern.DOTALL);

  /**
   * {@code Table sink 't' doesn't support consuming update changes which is produced by node …}.
   */
  private static final Pattern UPDATES =
      Pattern.compile(
          ".*doesn't support consuming (?:update|delete|update and delete) changes which is"
              + " produced by node (.*?)\\.?",
          Pattern.DOTALL);

  private SqlErrors() {}

  static ViewProblem problem(RuntimeException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Matcher validator = VALIDATOR.matcher(message);
      if (validator.find()) {
        return at(validator.group(1), validator.group(2), validator.group(3));
      }
      Matcher parser = PARSER.matcher(message);
      if (parser.matches() && isOfTheParser(cause)) {
        return at(
            parser.group(2), parser.group(3), withoutPrefix(parser.group(1)) + parser.group(4));
      }
    }
    String sentence = firstSentence(deepest(error));
    Matcher updates = UPDATES.matcher(sentence);
    return updates.matches()
        ? ViewProblem.ofAll(
            "%s changes rows that it gave before, and rows of this table are never changed"
                + " (kind: append). Use kind: upsert with a primary-key, or a window.",
            updates.group(1))
        : ViewProblem.ofAll("%s", sentence);
  }

  private static boolean isOfTheParser(Throwable cause) {
    return cause instanceof SqlParserException
        || cause.getClass().getSimpleName().contains("Parse");
  }

  private static ViewProblem at(String line, String column, String sentence) {
    return new ViewProblem(
        Integer.parseInt(line), Integer.parseInt(column), firstSentence(sentence));
  }

  private static String withoutPrefix(String message) {
    return message.replaceFirst("^SQL parse failed\\. ", "");
  }

  /** The planner's own words, without the list of all tokens that could have stood there. */
  private static String firstSentence(String message) {
    String text = message.replaceFirst("(?s)\\s*Was expecting.*", "");
    String line = text.strip().lines().findFirst().orElse("").strip();
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  /** The one that says most: validation wraps what it found. */
  private static String deepest(RuntimeException error) {
    Throwable cause = error;
    while (cause.getCause() instanceof ValidationException deeper) {
      cause = deeper;
    }
    String message = String.valueOf(cause.getMessage());
    return message.replaceFirst("^SQL validation failed\\. ", "");
  }
}
