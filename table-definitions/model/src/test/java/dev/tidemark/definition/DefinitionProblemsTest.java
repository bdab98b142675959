package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionProblemsTest {
  private static final String APPEND =
      """
      table: shop.clicks
      description: Clicks.
      kind: append
      pipeline: clicks
      sources:
        - topic: clicks
          event-time: {field: at, lateness: 5 s}
          fields:
            - {name: at, type: timestamptz, required: true}
            - {name: url, type: string}
      columns:
        - {name: at, type: timestamptz, required: true}
        - {name: url, type: string}
      """;
  private static final String UPSERT =
      """
      table: shop.accounts
      description: Accounts.
      kind: upsert
      pipeline: accounts
      primary-key: [id, region]
      partition-by: ["bucket(16, id)"]
      sources:
        - topic: accounts
          key: avro
          key-fields:
            - {name: id, type: long, required: true}
            - {name: region, type: string, required: true}
          tombstones: true
          fields:
            - {name: id, type: long, required: true}
      columns:
        - {name: id, type: long, required: true}
        - {name: region, type: string, required: true}
        - {name: balance, type: double}
      """;

  @Test
  void allProblemsAreReportedAtOnceEachWithItsPlace() {
    assertThatThrownBy(
            () ->
                Definitions.parse(
                    "clicks/table.yaml",
                    """
                    table: Clicks
                    kind: insert
                    pipeline: clicks
                    colour: blue
                    sources:
                      - topic: clicks
                        event-time: {field: at, lateness: 5}
                        fields:
                          - {name: at, type: timestamp_ns, required: yes}
                    columns:
                      - {name: at, type: "decimal(40,2)"}
                    """))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessage(
            """
            Cannot use the definition clicks/table.yaml: 8 problems.
              1:1 description: found nothing, accepted is some text
              1:8 table: found "Clicks", accepted is namespace.table in snake_case, like shop.order_lines
              2:7 kind: found "insert", accepted is one of append, upsert
              4:1 colour: found an unknown key, accepted is one of table, description, kind, pipeline, format-version, sources, columns, primary-key, partition-by, freshness, recovery, checks
              7:39 sources[0].event-time.lateness: found "5", accepted is a duration with its unit, like 250 ms, 5 s, 2 min, 3 h, 7 d
              9:26 sources[0].fields[0].type: found "timestamp_ns", accepted is string, int, long, float, double, boolean, date, timestamp, timestamptz, binary or decimal(p,s) with 1 <= p <= 38 and 0 <= s <= p
              9:50 sources[0].fields[0].required: found "yes", accepted is true or false
              11:22 columns[0].type: found "decimal(40,2)", accepted is string, int, long, float, double, boolean, date, timestamp, timestamptz, binary or decimal(p,s) with 1 <= p <= 38 and 0 <= s <= p"""
                .stripTrailing());
  }

  @Test
  void theExamplesOfThisTestAreValid() {
    assertThat(Definitions.parse("a", APPEND).kind()).isEqualTo(Kind.APPEND);
    assertThat(Definitions.parse("b", UPSERT).partitionBy())
        .containsExactly(new PartitionField("id", Transform.BUCKET, 16));
  }

  @Test
  void textThatIsNoYamlIsOneProblemWithItsPlace() {
    assertThat(problemsOf("table: shop.a\nkind: [append\n"))
        .singleElement()
        .asString()
        .startsWith("3:1 (file): found")
        .endsWith("accepted is YAML");
    assertThat(problemsOf(""))
        .containsExactly("1:1 (file): found no mapping, accepted is keys with their values");
  }

  @Test
  void aKeyWrittenTwiceIsRefused() {
    assertThat(problemsOf(APPEND + "kind: append\n"))
        .containsExactly("14:1 kind: found the key a second time, accepted is it once");
  }

  @Test
  void recoveryIsADayInQuartersOfAnHourIfNothingElseIsDeclared() {
    assertThat(Definitions.parse("a", APPEND).recovery()).isEqualTo(Recovery.DEFAULT);
    assertThat(Definitions.parse("b", APPEND + "recovery: {horizon: 10 min}\n").recovery())
        .isEqualTo(new Recovery(Duration.ofMinutes(10), Duration.ofMinutes(10)));
    assertThat(Definitions.parse("c", APPEND + "recovery: {horizon: 7 d}\n").fingerprint())
        .isEqualTo(Definitions.parse("a", APPEND).fingerprint());
  }

  @Test
  void recoveryPointsLieWithinTheHorizon() {
    assertThat(problemsOf(APPEND + "recovery: {horizon: 1 h, savepoints-every: 3 h}\n"))
        .containsExactly(
            "14:44 recovery.savepoints-every: found 3 h, accepted is a time that is longer than zero and at most the horizon, 60 min");
    assertThat(problemsOf(APPEND + "recovery: {horizon: 0 s}\n"))
        .singleElement()
        .asString()
        .contains("recovery.horizon: found no time, accepted is a time that is longer than zero");
  }

  @Test
  void upsertNeedsAPrimaryKey() {
    assertThat(problemsOf(UPSERT.replace("primary-key: [id, region]\n", "")))
        .containsExactly(
            "1:1 primary-key: found none, accepted is the columns that identify a row (kind:"
                + " upsert)");
  }

  @Test
  void appendHasNoPrimaryKey() {
    assertThat(problemsOf(APPEND + "primary-key: [at]\n"))
        .containsExactly(
            "14:14 primary-key: found a key, accepted is none, since rows are never changed (kind:"
                + " append)");
  }

  @Test
  void columnsOfThePrimaryKeyAreRequiredAndExact() {
    assertThat(
            problemsOf(
                UPSERT.replace("primary-key: [id, region]", "primary-key: [id, balance, colour]")))
        .containsExactly(
            "5:19 primary-key[1]: found \"balance\", which may be null, accepted is a required"
                + " column",
            "5:19 primary-key[1]: found \"balance\" of type double, accepted is a column of a type"
                + " that can be compared exactly, none of float, double and binary",
            "5:28 primary-key[2]: found \"colour\", accepted is a column of this table",
            "13:17 sources[0].tombstones: found true with the key fields [id, region], accepted is"
                + " key fields that hold the whole primary key [id, balance, colour]");
  }

  @Test
  void anUpsertTableIsPartitionedWithinItsPrimaryKey() {
    assertThat(
            problemsOf(
                UPSERT.replace("\"bucket(16, id)\"", "\"truncate(10, name)\", identity, region")))
        .anyMatch(
            problem ->
                problem.endsWith(
                    "accepted is a column of the primary key, since a delete reaches only its own"
                        + " partition"));
    assertThat(problemsOf(UPSERT.replace("\"bucket(16, id)\"", "\"month(id)\"")))
        .containsExactly(
            "6:16 partition-by[0]: found \"month(id)\" on a long, accepted is a date, timestamp or"
                + " timestamptz");
    assertThat(problemsOf(UPSERT.replace("\"bucket(16, id)\"", "\"bucket(id)\"")))
        .containsExactly(
            "6:16 partition-by[0]: found \"bucket(id)\", accepted is a column, or month(c), day(c),"
                + " hour(c), bucket(n, c), truncate(n, c)");
  }

  @Test
  void anAppendTableCannotHonourTombstones() {
    String yaml =
        APPEND.replace(
            "    event-time",
            "    key: string\n"
                + "    key-fields: [{name: url, type: string, required: true}]\n"
                + "    tombstones: true\n"
                + "    event-time");
    assertThat(problemsOf(yaml))
        .containsExactly(
            "9:17 sources[0].tombstones: found true, accepted is false, since rows are never"
                + " deleted (kind: append)");
  }

  @Test
  void aStringKeyIsOneRequiredString() {
    assertThat(problemsOf(UPSERT.replace("key: avro", "key: string")))
        .containsExactly(
            "11:7 sources[0].key-fields: found 2 of them, accepted is one required field of type"
                + " string (key: string)");
  }

  @Test
  void eventTimeNamesARequiredTimestamp() {
    assertThat(problemsOf(APPEND.replace("{field: at,", "{field: url,")))
        .containsExactly(
            "7:25 sources[0].event-time.field: found \"url\", accepted is a required field of this"
                + " source of type timestamp or timestamptz");
  }

  @Test
  void namesAreUsedOnce() {
    assertThat(problemsOf(APPEND + "  - {name: url, type: string}\n"))
        .containsExactly(
            "14:12 columns[2].name: found \"url\" a second time, accepted is each once");
  }

  @Test
  void theFingerprintFollowsWhatDecidesAboutRowsAndNothingElse() {
    String fingerprint = Definitions.parse("a", APPEND).fingerprint();
    assertThat(fingerprint).matches("[0-9a-f]{16}");
    assertThat(
            List.of(
                APPEND.replace("Clicks.", "Other words."),
                "# a comment\n" + APPEND,
                APPEND + "freshness: {staleness: 3 s}\n"))
        .allSatisfy(
            same -> assertThat(Definitions.parse("b", same).fingerprint()).isEqualTo(fingerprint));
    assertThat(
            List.of(
                APPEND.replace("5 s", "6 s"),
                APPEND.replace(", lateness: 5 s", ""),
                APPEND.replace("topic: clicks", "topic: clicks2"),
                APPEND.replace("pipeline: clicks", "pipeline: other"),
                APPEND + "format-version: 3\n",
                APPEND + "partition-by: [day(at)]\n",
                APPEND.replace("{name: url, type: string}", "{name: url, type: binary}")))
        .allSatisfy(
            other ->
                assertThat(Definitions.parse("b", other).fingerprint()).isNotEqualTo(fingerprint));
  }

  private static List<String> problemsOf(String yaml) {
    try {
      Definitions.parse("test", yaml);
      return List.of();
    } catch (InvalidDefinitionException invalid) {
      return invalid.problems().stream().map(problem -> problem.sentence()).toList();
    }
  }
}
