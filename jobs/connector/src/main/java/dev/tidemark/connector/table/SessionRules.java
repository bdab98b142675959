package dev.tidemark.connector.table;

import dev.tidemark.checkpoint.CheckpointRules;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions.NotNullEnforcer;
import org.apache.flink.table.api.config.ExecutionConfigOptions.UpsertMaterialize;

/** Which of Flink's settings a statement must not have if its tidemarks are to be true. */
final class SessionRules {
  private SessionRules() {}

  static void check(ReadableConfig session, Problems problems) {
    CheckpointRules.problems(session).forEach(problem -> problems.add("%s", problem));
    Duration ttl = session.get(ExecutionConfigOptions.IDLE_STATE_RETENTION);
    if (!ttl.isZero()) {
      problems.add(
          "table.exec.state.ttl is %s: state that expires by the clock gives other rows in each"
              + " replay. Set it to 0.",
          ttl);
    }
    if (session.get(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ENABLED)) {
      problems.add(
          "table.exec.mini-batch.enabled is true: rows that wait for a mini-batch at a barrier are not"
              + " proven to be in their epoch. Set it to false.");
    }
    if (session.get(ExecutionConfigOptions.TABLE_EXEC_SINK_NOT_NULL_ENFORCER)
        == NotNullEnforcer.DROP) {
      problems.add(
          "table.exec.sink.not-null-enforcer is DROP: rows would be dropped uncounted. Set it to"
              + " ERROR.");
    }
    if (session.get(ExecutionConfigOptions.TABLE_EXEC_SINK_UPSERT_MATERIALIZE)
        != UpsertMaterialize.AUTO) {
      problems.add(
          "table.exec.sink.upsert-materialize is %s: only AUTO shows whether the query's key lies"
              + " within the primary key. Set it to AUTO.",
          session.get(ExecutionConfigOptions.TABLE_EXEC_SINK_UPSERT_MATERIALIZE));
    }
  }
}
