package dev.tidemark.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * One step of a compiled plan with all that comes before it.
 *
 * @param json as Flink writes it
 * @param inputs in their order
 */
record Step(ObjectNode json, List<Step> inputs) {
  /** Whatever is not known to keep nothing is taken to keep state. */
  private static final Set<String> STATELESS =
      Set.of("calc", "correlate", "drop-update-before", "exchange", "expand", "union", "values");

  int id() {
    return json.path("id").asInt();
  }

  /** Flink's name of what it does, like {@code join}. */
  String kind() {
    return json.path("type").asText().replaceFirst("^stream-exec-(.*)_\\d+$", "$1");
  }

  /** In the planner's words. */
  String description() {
    return json.path("description").asText();
  }

  boolean isScan() {
    return kind().equals("table-source-scan");
  }

  boolean isSink() {
    return kind().equals("sink");
  }

  boolean keepsState() {
    return !STATELESS.contains(kind());
  }

  /** A topic of which only the newest state per key is seen. */
  boolean isChangelog() {
    return table("scanTableSource").path("schema").has("primaryKey");
  }

  /** An option of the table that it reads or writes; empty if it has none. */
  String option(String key) {
    String part = isScan() ? "scanTableSource" : "dynamicTableSink";
    return table(part).path("options").path(key).asText();
  }

  private JsonNode table(String part) {
    return json.path(part).path("table").path("resolvedTable");
  }

  /** Digest of what it does, and everything before it. */
  String content() {
    ObjectNode own = json.deepCopy();
    own.remove(List.of("id", "description"));
    StringBuilder text = new StringBuilder(own.toString());
    inputs.forEach(input -> text.append('\n').append(input.content()));
    return digest(text.toString());
  }

  /**
   * Digest of what its state depends on. The state of a step is made of its inputs, so it is that
   * of everything before it; but a topic that is read record by record keeps offsets only, and the
   * table its chain of epochs.
   */
  String state() {
    if (isSink()) {
      return digest("table " + option("table"));
    }
    return isScan() && !isChangelog() ? digest("topic " + option("topic")) : content();
  }

  /** A positive number made of the state's digest: the same for the same state, in every plan. */
  int number() {
    return ByteBuffer.wrap(HexFormat.of().parseHex(state())).getInt() & Integer.MAX_VALUE;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
