package dev.tidemark.definition;

import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code checks} of a definition; each says one thing. */
final class CheckReader {
  private static final List<String> KINDS =
      List.of("rows-at-least", "rows-at-most", "null-rate-at-most", "exists-in", "no-rows");
  private static final Form<String> NAME =
      Form.matching("a name like prices-are-positive", Pattern.compile("[a-z][a-z0-9-]*"));
  private static final Form<String> COLUMN =
      Form.matching("a name in snake_case", Pattern.compile("[a-z][a-z0-9_]*"));
  private static final Form<Long> COUNT =
      new Form<>(
          "a whole number of rows",
          text -> text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty());
  private static final Form<Double> SHARE =
      new Form<>(
          "a share from 0 to 1, like 0.01",
          text ->
              text.matches("0|1|0\\.\\d{1,9}")
                  ? Optional.of(Double.valueOf(text))
                  : Optional.empty());
  private static final Form<TableName> OTHER_COLUMN =
      Form.of("namespace.table.column, like shop.product_catalog.stock_code", TableName::parse);

  private final YamlDocument document;

  CheckReader(YamlDocument document) {
    this.document = document;
  }

  List<Check> read(YamlMap root) {
    List<Check> checks = new ArrayList<>();
    for (YamlMap map : root.maps("checks")) {
      String name = map.required("name", NAME).orElse("");
      requireOneKind(map);
      check(name, map).ifPresent(checks::add);
      map.refuseOtherKeys();
    }
    DefinitionRules.refuseTwice(
        document, "checks", "name", checks.stream().map(Check::name).toList());
    return checks;
  }

  private void requireOneKind(YamlMap map) {
    List<String> given = KINDS.stream().filter(map::has).toList();
    boolean bounds = given.equals(List.of("rows-at-least", "rows-at-most"));
    if (given.size() != 1 && !bounds) {
      document.problem(
          map.path("name"),
          given.isEmpty() ? "a check of nothing" : "a check of " + String.join(" and ", given),
          "rows-at-least and rows-at-most, or one of null-rate-at-most, exists-in and no-rows");
    }
  }

  private Optional<Check> check(String name, YamlMap map) {
    Optional<Long> atLeast = map.optional("rows-at-least", COUNT);
    Optional<Long> atMost = map.optional("rows-at-most", COUNT);
    Optional<String> column = map.optional("column", COLUMN);
    Optional<Double> share = map.optional("null-rate-at-most", SHARE);
    Optional<TableName> other = map.optional("exists-in", OTHER_COLUMN);
    Optional<String> sql = map.optional("no-rows", Form.TEXT);
    boolean ofColumn = map.has("null-rate-at-most") || map.has("exists-in");
    if (ofColumn != map.has("column")) {
      document.problem(
          map.path("column"),
          ofColumn ? "nothing" : "a column",
          "the column of null-rate-at-most or exists-in, and of nothing else");
    }
    if (atLeast.isPresent() || atMost.isPresent()) {
      return Optional.of(new Check.Rows(name, atLeast.orElse(null), atMost.orElse(null)));
    }
    if (share.isPresent()) {
      return Optional.of(new Check.NullRate(name, column.orElse(""), share.get()));
    }
    return other.isPresent()
        ? Optional.of(existsIn(name, column.orElse(""), other.get(), map))
        : sql.map(query -> new Check.NoRows(name, query));
  }

  /** The last part of the name is the column's. */
  private Check existsIn(String name, String column, TableName other, YamlMap map) {
    try {
      return new Check.ExistsIn(name, column, TableName.parse(other.namespace()), other.table());
    } catch (IllegalArgumentException tooShort) {
      document.problem(
          map.path("exists-in"), DefinitionRules.quoted(other.toString()), OTHER_COLUMN.accepted());
      return new Check.NoRows(name, "");
    }
  }
}
