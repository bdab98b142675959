package dev.tidemark.query;

import dev.tidemark.catalog.CatalogSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to ask, of which catalog, and where the answer goes; read from {@code --key value} pairs.
 *
 * @param limit how many rows at most, from 1 on
 * @param answer the file for the answer, see {@link Answer}
 */
record QueryArguments(
    String sql, ReadPoint readPoint, long limit, CatalogSettings catalog, Path answer) {
  private static final String CATALOG = "catalog.";
  private static final Set<String> READ_POINTS = Set.of("version", "branch", "at");
  private static final String BRANCH_OF = "branch-of";
  private static final Set<String> REQUIRED = Set.of("sql", "limit", "answer");

  /**
   * @throws IllegalArgumentException with every problem, each naming its key and the accepted form
   */
  static QueryArguments parse(String... args) {
    Map<String, String> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      String key = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!REQUIRED.contains(key)
          && !READ_POINTS.contains(key)
          && !key.equals(BRANCH_OF)
          && !key.startsWith(CATALOG)) {
        problems.add(
            "%s is not an argument of a query. Accepted: --sql, --limit, --answer, one of --version, --branch (with --branch-of, of that table only), --at, and --catalog. with a property's name."
                .formatted(args[i]));
      }
      values.put(key, args[i + 1]);
    }
    REQUIRED.stream()
        .sorted()
        .filter(key -> !values.containsKey(key))
        .forEach(key -> problems.add("--%s is missing. Give it a value.".formatted(key)));
    if (values.keySet().stream().filter(READ_POINTS::contains).count() > 1) {
      problems.add("More than one of --version, --branch and --at is given. Accepted: one.");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new QueryArguments(
        values.getOrDefault("sql", ""),
        readPoint(values),
        Long.parseLong(values.getOrDefault("limit", "")),
        catalog(values),
        Path.of(values.getOrDefault("answer", "")));
  }

  /** Version as a number, time as milliseconds since 1970: whoever asks reads people's forms. */
  private static ReadPoint readPoint(Map<String, String> values) {
    if (values.containsKey("version")) {
      return new ReadPoint.AtVersion(Long.parseLong(values.get("version")));
    }
    if (values.containsKey("branch")) {
      String branch = values.getOrDefault("branch", "");
      return values.containsKey(BRANCH_OF)
          ? new ReadPoint.OnBranchOf(branch, values.getOrDefault(BRANCH_OF, ""))
          : new ReadPoint.OnBranch(branch);
    }
    return values.containsKey("at")
        ? new ReadPoint.AtTime(Instant.ofEpochMilli(Long.parseLong(values.get("at"))))
        : new ReadPoint.Newest();
  }

  private static CatalogSettings catalog(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(CATALOG)) {
            properties.put(key.substring(CATALOG.length()), value);
          }
        });
    String name = properties.getOrDefault("name", "tidemark");
    properties.remove("name");
    return new CatalogSettings(name, properties);
  }
}
