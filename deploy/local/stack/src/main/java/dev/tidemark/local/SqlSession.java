package dev.tidemark.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A session of Flink's SQL gateway, through its REST interface as Flink's "SQL Gateway REST
 * endpoint" page names it.
 */
public final class SqlSession implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final FlinkRest rest;
  private final ChildProcess gateway;
  private final String session;

  private SqlSession(FlinkRest rest, ChildProcess gateway, String session) {
    this.rest = rest;
    this.gateway = gateway;
    this.session = session;
  }

  static SqlSession open(URI url, ChildProcess gateway) {
    FlinkRest rest = new FlinkRest(url);
    String handle = rest.post("/sessions", FlinkRest.object()).path("sessionHandle").asText();
    return new SqlSession(rest, gateway, "/sessions/" + handle);
  }

  /**
   * Executes one statement, without a semicolon, and returns its rows, each as its values in JSON;
   * of an INSERT, the one row holds the job's id.
   *
   * @throws LocalStackException if the statement is refused or fails, with the gateway's answer
   */
  public List<JsonNode> execute(String statement) {
    ObjectNode body = FlinkRest.object().put("statement", statement);
    String operation = rest.post(session + "/statements", body).path("operationHandle").asText();
    String page = session + "/operations/" + operation + "/result/0?rowFormat=JSON";
    List<JsonNode> rows = new ArrayList<>();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = rest.get(page);
      answer.path("results").path("data").forEach(row -> rows.add(row.path("fields")));
      switch (answer.path("resultType").asText()) {
        case "EOS" -> {
          return rows;
        }
        case "NOT_READY" -> Pause.briefly();
        default -> page = withoutVersion(answer.path("nextResultUri").asText());
      }
    }
    throw new LocalStackException(
        "The SQL gateway has not finished \"%s\" after %d s. Read %s."
            .formatted(statement.strip(), LIMIT.toSeconds(), gateway.logFile()));
  }

  /** Pages are named with the version of the interface; without one it takes the newest. */
  private static String withoutVersion(String uri) {
    return uri.substring(uri.indexOf("/sessions/"));
  }

  /** Ends the session; its jobs go on. */
  @Override
  public void close() {
    rest.delete(session);
  }
}
