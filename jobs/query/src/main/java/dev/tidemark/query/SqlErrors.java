package dev.tidemark.query;

import dev.tidemark.catalog.NoAnswer;
import dev.tidemark.lineage.TidemarkFormatException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.SerializedThrowable;
import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * Flink's complaints about a statement as one sentence, with line and column where it says them.
 */
final class SqlErrors {
  private static final Pattern PREFIX =
      Pattern.compile("^(SQL (parse|validation) failed\\. ?|org\\.apache\\.[\\w.]+: )+");
  private static final Pattern FROM =
      Pattern.compile(
          "^From line (\\d+), column (\\d+) to line \\d+, column \\d+: (.*)", Pattern.DOTALL);
  private static final Pattern AT =
      Pattern.compile("^At line (\\d+), column (\\d+): (.*)", Pattern.DOTALL);
  private static final Pattern INSIDE =
      Pattern.compile("^(.*?) at line (\\d+), column (\\d+)\\..*", Pattern.DOTALL);

  /** Calcite's lexer takes a name with a dot and a dollar sign for the id of a collation. */
  private static final Pattern COLLATION =
      Pattern.compile("Encountered \"(?<namespace>[\\w.]+)\\.(?<name>\\w+\\$\\w+)\"");

  private static final Pattern MISSING = Pattern.compile("Object '.*' not found");
  private static final Pattern NO_COLUMN = Pattern.compile("Column '(?<column>[^']+)' not found");

  private SqlErrors() {}

  /**
   * @param columns of the tables that the statement names, by table
   */
  static QueryFailure notUnderstood(
      RuntimeException failure, FrozenCatalog catalog, Map<String, List<String>> columns) {
    Optional<QueryFailure> known = said(failure);
    if (known.isPresent()) {
      return known.get();
    }
    String said = PREFIX.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
    String sentence = placed(said);
    if (MISSING.matcher(sentence).find()) {
      sentence += " The tables are: %s.".formatted(String.join(", ", tables(catalog)));
    }
    Matcher column = NO_COLUMN.matcher(sentence);
    if (column.find() && !columns.isEmpty()) {
      sentence += columns(column.group("column"), columns);
    }
    Matcher collation = COLLATION.matcher(sentence);
    if (collation.find()) {
      sentence +=
          " Write %s.`%s`, with back-ticks."
              .formatted(collation.group("namespace"), collation.group("name"));
    }
    return QueryFailure.notUnderstood(sentence, failure);
  }

  static QueryFailure failed(Throwable failure) {
    Optional<QueryFailure> known = said(failure);
    if (known.isPresent()) {
      return known.get();
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new QueryFailure("The query failed: %s".formatted(ended(firstLine(said))), failure);
  }

  private static String placed(String said) {
    for (Pattern pattern : List.of(FROM, AT)) {
      Matcher found = pattern.matcher(said);
      if (found.matches()) {
        return sentence(found.group(1), found.group(2), found.group(3));
      }
    }
    Matcher inside = INSIDE.matcher(said);
    return inside.matches()
        ? sentence(inside.group(2), inside.group(3), inside.group(1))
        : "Cannot understand the query: " + ended(firstLine(said));
  }

  private static String sentence(String line, String column, String what) {
    return "Cannot understand the query at line %s, column %s: %s"
        .formatted(line, column, ended(firstLine(what)));
  }

  private static String columns(String typed, Map<String, List<String>> columns) {
    StringBuilder there = new StringBuilder();
    Nearest.of(typed, columns.values().stream().flatMap(List::stream).toList())
        .ifPresent(near -> there.append(" Did you mean ").append(near).append("?"));
    columns.forEach(
        (table, names) ->
            there.append(" The columns of %s are: %s.".formatted(table, String.join(", ", names))));
    return there.toString();
  }

  /** The failure that is not the statement's: this project's own, or a service's silence. */
  static Optional<QueryFailure> said(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof QueryFailure ours) {
        return Optional.of(ours);
      }
      if (cause instanceof TidemarkFormatException unreadable) {
        return Optional.of(new QueryFailure(String.valueOf(unreadable.getMessage()), unreadable));
      }
      if (cause instanceof SerializedThrowable packed) {
        Throwable unpacked = packed.deserializeError(SqlErrors.class.getClassLoader());
        // Itself, if it cannot be unpacked.
        return unpacked instanceof SerializedThrowable ? Optional.empty() : said(unpacked);
      }
    }
    return NoAnswer.sentence(failure).map(sentence -> QueryFailure.unreachable(sentence, failure));
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }

  private static String ended(String text) {
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }

  private static List<String> tables(FrozenCatalog catalog) {
    return catalog.listNamespaces(Namespace.empty()).stream()
        .flatMap(namespace -> catalog.listTables(namespace).stream())
        .map(Object::toString)
        .sorted()
        .toList();
  }
}
