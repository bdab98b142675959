package dev.tidemark.connector.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks schemas up by the id that the wire format carries, over the Confluent-compatible HTTP API
 * ({@code GET /schemas/ids/{id}}).
 *
 * <p>A registry that is away is waited for, however long: the record stays where it is and nothing
 * is lost. Only the registry's own clear answer that it does not know an id (404 with its error
 * code {@value #SCHEMA_NOT_FOUND}), repeated, makes the id unknown: right after a producer
 * registers a schema, a replica may not have it yet. Bytes that are no Avro can name another id in
 * every record, so this patience is limited over all ids; once it is used up, the first clear
 * answer counts until some of it has come back. Any other 404 comes from a gateway or a wrong
 * address.
 */
final class SchemaRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

  /** "Schema not found" in the Confluent API. */
  private static final int SCHEMA_NOT_FOUND = 40403;

  private static final int NOT_FOUND_TRIES = 3;

  /** Ids that are asked for again, at most so many per {@link #PATIENCE_BACK_AFTER}. */
  private static final int PATIENCE = 10;

  private static final Duration PATIENCE_BACK_AFTER = Duration.ofSeconds(30);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final URI base;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();
  private int patienceLeft = PATIENCE;
  private long patienceSince = System.nanoTime();

  SchemaRegistry(String url) {
    this.base = URI.create(url.endsWith("/") ? url : url + "/");
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  }

  /**
   * The schema of this id, or empty if the registry says that there is none.
   *
   * @throws InterruptedException if the task is cancelled while it waits
   */
  Optional<Schema> find(int id) throws InterruptedException {
    int notFound = 0;
    Duration wait = FIRST_WAIT;
    while (true) {
      String trouble;
      try {
        HttpResponse<String> answer = ask(id);
        if (answer.statusCode() == 200) {
          return Optional.of(parse(answer.body()));
        }
        if (saysNotFound(answer) && (++notFound >= NOT_FOUND_TRIES || !hasPatience(notFound))) {
          return Optional.empty();
        }
        trouble = "it answered %d %s".formatted(answer.statusCode(), answer.body());
      } catch (IOException e) {
        trouble = e.toString();
      }
      LOG.warn(
          "Cannot read schema {} from {}: {}. Waiting {} ms and asking again; no record is lost.",
          id,
          base,
          trouble,
          wait.toMillis());
      Thread.sleep(wait.toMillis());
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  /** Whether to ask once more after so many clear answers; the first of them costs patience. */
  private boolean hasPatience(int notFound) {
    if (notFound > 1) {
      return true;
    }
    if (System.nanoTime() - patienceSince >= PATIENCE_BACK_AFTER.toNanos()) {
      patienceLeft = PATIENCE;
      patienceSince = System.nanoTime();
    }
    return --patienceLeft >= 0;
  }

  private HttpResponse<String> ask(int id) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("schemas/ids/" + id))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private boolean saysNotFound(HttpResponse<String> answer) {
    if (answer.statusCode() != 404) {
      return false;
    }
    try {
      return json.readTree(answer.body()).path("error_code").asInt() == SCHEMA_NOT_FOUND;
    } catch (IOException e) {
      return false;
    }
  }

  /** An answer that is no Avro schema is the registry's trouble, not the record's: ask again. */
  private Schema parse(String body) throws IOException {
    JsonNode schema = json.readTree(body).path("schema");
    if (!schema.isTextual()) {
      throw new IOException("the answer has no \"schema\": " + body);
    }
    try {
      return new Schema.Parser().parse(schema.asText());
    } catch (RuntimeException e) {
      throw new IOException("the answer is no Avro schema: " + e.getMessage(), e);
    }
  }
}
