package dev.tidemark.definition;

import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a definition of a {@code table.yaml}. Where a value is unreadable a placeholder takes its
 * place and the document has a problem there, so that the rest can still be checked.
 */
final class DefinitionReader {
  private static final Form<TableName> TABLE = Form.of(TableName.ACCEPTED, TableName::parse);
  private static final Form<FieldType> TYPE = Form.of(FieldType.ACCEPTED, FieldType::parse);
  private static final Form<Duration> DURATION =
      Form.of(DurationText.ACCEPTED, DurationText::parse);
  private static final Form<PartitionField> PARTITION =
      Form.of(PartitionField.ACCEPTED, PartitionField::parse);
  private static final Form<String> SNAKE_CASE =
      Form.matching("a name in snake_case", Pattern.compile("[a-z][a-z0-9_]*"));
  private static final Form<String> KEBAB_CASE =
      Form.matching("a name like order-lines", Pattern.compile("[a-z][a-z0-9-]*"));
  private static final Form<String> TOPIC =
      Form.matching(
          "a topic name of letters, digits, dot, underscore and hyphen",
          Pattern.compile("[a-zA-Z0-9._-]{1,249}"));
  private static final Form<Integer> FORMAT_VERSION =
      new Form<>(
          "2 or 3",
          text ->
              text.equals("2") || text.equals("3")
                  ? Optional.of(Integer.valueOf(text))
                  : Optional.empty());
  private static final TableName UNREADABLE_NAME = new TableName("unreadable", "unreadable");

  private final YamlDocument document;
  private final @Nullable String sql;

  /**
   * @param sql text of the file beside it that may make the rows; null if there is none
   */
  DefinitionReader(YamlDocument document, @Nullable String sql) {
    this.document = document;
    this.sql = sql;
  }

  /** Complete only if the document has no problem afterwards. */
  TableDefinition read() {
    YamlMap root = document.root();
    TableName name = root.required("table", TABLE).orElse(UNREADABLE_NAME);
    TableDefinition definition = definition(name, root);
    root.refuseOtherKeys();
    new DefinitionRules(definition, document).check();
    if (definition.isSql()) {
      new ViewRules(definition, document).check();
    }
    return definition.fingerprinted();
  }

  private TableDefinition definition(TableName name, YamlMap root) {
    return new TableDefinition(
        name,
        root.required("description", Form.TEXT).orElse(""),
        root.required("kind", Form.oneOf(Kind.class)).orElse(Kind.APPEND),
        pipeline(root),
        sql == null ? "" : sql,
        root.optional("format-version", FORMAT_VERSION).orElse(2),
        root.maps("sources").stream().map(this::source).toList(),
        columns(root),
        root.list("primary-key", SNAKE_CASE),
        root.list("partition-by", PARTITION),
        root.map("freshness").map(this::freshness).orElse(null),
        root.map("recovery").map(this::recovery).orElse(Recovery.DEFAULT),
        new CheckReader(document).read(root),
        "");
  }

  /** Either a pipeline or a query makes the rows. */
  private String pipeline(YamlMap root) {
    Optional<String> pipeline = root.optional("pipeline", KEBAB_CASE);
    if (sql == null && pipeline.isEmpty() && !document.hasProblemAt("pipeline")) {
      document.problem(
          "pipeline", "nothing", "a name like order-lines, or a file view.sql beside this one");
    }
    if (sql != null && pipeline.isPresent()) {
      document.problem(
          "pipeline",
          "\"%s\" beside a view.sql".formatted(pipeline.get()),
          "one of the two: what makes the rows");
    }
    if (sql != null && sql.isBlank()) {
      document.problem("view.sql", "an empty file", "one SELECT that makes the table's rows");
    }
    return pipeline.orElse("");
  }

  private Source source(YamlMap map) {
    String topic = map.required("topic", TOPIC).orElse("");
    if (sql == null) {
      for (String key : List.of("table", "primary-key")) {
        if (map.has(key)) {
          document.problem(
              map.path(key),
              "a key",
              "none, since it is for view.sql and a pipeline makes the rows");
        }
      }
    }
    var source =
        new Source(
            topic,
            map.optional("table", SNAKE_CASE).orElse(Source.tableOf(topic)),
            fields(map, "fields"),
            map.optional("key", Form.oneOf(KeyFormat.class)).orElse(KeyFormat.NONE),
            fields(map, "key-fields"),
            map.optional("tombstones", Form.YES_NO).orElse(false),
            map.list("primary-key", SNAKE_CASE),
            map.map("event-time").map(this::eventTime).orElse(null));
    map.refuseOtherKeys();
    return source;
  }

  private List<Field> fields(YamlMap parent, String key) {
    var fields = new ArrayList<Field>();
    for (YamlMap map : parent.maps(key)) {
      fields.add(
          new Field(
              map.required("name", SNAKE_CASE).orElse(""),
              map.required("type", TYPE).orElse(FieldType.STRING),
              map.optional("required", Form.YES_NO).orElse(false)));
      map.refuseOtherKeys();
    }
    return fields;
  }

  private List<Column> columns(YamlMap root) {
    var columns = new ArrayList<Column>();
    for (YamlMap map : root.maps("columns")) {
      columns.add(
          new Column(
              map.required("name", SNAKE_CASE).orElse(""),
              map.required("type", TYPE).orElse(FieldType.STRING),
              map.optional("required", Form.YES_NO).orElse(false),
              map.optional("doc", Form.TEXT).orElse("")));
      map.refuseOtherKeys();
    }
    return columns;
  }

  private EventTime eventTime(YamlMap map) {
    var time =
        new EventTime(
            map.required("field", SNAKE_CASE).orElse(""),
            map.optional("lateness", DURATION).orElse(null));
    map.refuseOtherKeys();
    return time;
  }

  private Recovery recovery(YamlMap map) {
    Duration horizon = map.optional("horizon", DURATION).orElse(Recovery.DEFAULT.horizon());
    Duration every =
        map.optional("savepoints-every", DURATION)
            .orElseGet(() -> min(Recovery.DEFAULT.savepointsEvery(), horizon));
    map.refuseOtherKeys();
    return new Recovery(horizon, every);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private FreshnessObjective freshness(YamlMap map) {
    var freshness =
        new FreshnessObjective(map.required("staleness", DURATION).orElse(Duration.ZERO));
    map.refuseOtherKeys();
    return freshness;
  }
}
