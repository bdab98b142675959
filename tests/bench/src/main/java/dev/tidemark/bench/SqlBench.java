package dev.tidemark.bench;

import dev.tidemark.bench.events.Events;
import dev.tidemark.bench.events.Feed;
import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.bench.sql.SqlPlace;
import dev.tidemark.bench.sql.SqlTrial;
import dev.tidemark.bench.sql.Statement;
import dev.tidemark.bench.sql.StatementBench;
import dev.tidemark.bench.sql.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures statements in SQL with our connector against the same with Flink's Kafka connector and
 * registry format and Iceberg's sink. Prints Markdown, each statement when it is done, and JSON at
 * the end if asked. The options are {@link SqlBenchOptions}'.
 */
public final class SqlBench {
  private static final int EVENTS_PER_KNOWN_ACCOUNT = 10;

  private SqlBench() {}

  public static void main(String[] args) throws Exception {
    Benchmark.run(
        "sql",
        args,
        SqlBenchOptions::parse,
        (options, home) -> {
          try (BenchStack stack = BenchStack.start(options.folder(), home, options.jvmArgs())) {
            return Map.of("statements", measure(options, home, stack.place()));
          }
        });
  }

  private static Map<String, List<SqlTrial>> measure(
      SqlBenchOptions options, Path home, JobPlace jobs) throws IOException, InterruptedException {
    Progress progress = new Progress(System.err);
    SqlPlace place = SqlPlace.of(home, jobs);
    StatementBench bench = new StatementBench(place, load(options, jobs, progress), progress);
    Map<String, List<SqlTrial>> trials = new LinkedHashMap<>();
    for (Statement statement : options.statements()) {
      List<SqlTrial> ofStatement = bench.run(statement, options.pairs());
      System.out.println(Report.statements(statement.id(), ofStatement));
      trials.put(statement.id(), ofStatement);
    }
    return trials;
  }

  private static Topics load(SqlBenchOptions options, JobPlace jobs, Progress progress)
      throws IOException, InterruptedException {
    // Half of the accounts at most, so that the join has rows without a partner.
    int known = Math.min(Events.ACCOUNTS / 2, options.records() / EVENTS_PER_KNOWN_ACCOUNT);
    Topics topics = new Topics("bench-sql-events", options.records(), "bench-sql-accounts", known);
    progress.say("Loading %d events and %d accounts", topics.records(), topics.known());
    Feed feed = Feed.inMillis(jobs.servers(), jobs.registryUrl());
    feed.create(topics.events());
    feed.create(topics.accounts());
    feed.load(topics.events(), topics.records());
    feed.loadAccounts(topics.accounts(), topics.known());
    return topics;
  }
}
