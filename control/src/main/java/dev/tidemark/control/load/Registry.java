package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;

/** A schema registry with Confluent's HTTP API. */
public final class Registry implements RecordMaker.SchemaIds {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String url;

  /**
   * @param url base of the API, up to before {@code /subjects}
   */
  public Registry(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public int register(String subject, Schema schema) {
    var body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    url
                        + "/subjects/"
                        + URLEncoder.encode(subject, StandardCharsets.UTF_8)
                        + "/versions"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = send(subject, request);
    if (answer.statusCode() == CONFLICT) {
      throw new CommandFailure(
          "The registry at %s refuses the schema of %s: it is not compatible with the one it has. Keep the fields of the mapping compatible, or use another topic. It says: %s"
              .formatted(url, subject, answer.body().strip()));
    }
    if (answer.statusCode() != OK) {
      throw CommandFailure.unreachable(
          "The registry at %s answered %d to the schema of %s: %s. Check its log."
              .formatted(url, answer.statusCode(), subject, answer.body().strip()));
    }
    try {
      JsonNode id = JSON.readTree(answer.body()).path("id");
      if (id.isInt()) {
        return id.asInt();
      }
    } catch (IOException noJson) {
      // Said below, with what it answered.
    }
    throw CommandFailure.unreachable(
        "The registry at %s answered no schema id for %s, but: %s. Check that the address is the one of its Confluent-compatible API."
            .formatted(url, subject, answer.body().strip()));
  }

  /** Removes a subject for good; nothing happens if there is none. */
  public void delete(String subject) {
    URI address =
        URI.create(url + "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8));
    // Confluent's API deletes for good only what was deleted before.
    for (URI step : List.of(address, URI.create(address + "?permanent=true"))) {
      send(subject, HttpRequest.newBuilder(step).timeout(PATIENCE).DELETE().build());
    }
  }

  private HttpResponse<String> send(String subject, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException unreachable) {
      throw CommandFailure.unreachable(
          "Cannot reach the schema registry at %s to register %s: %s. Check that it runs, or pass --registry-url."
              .formatted(url, subject, unreachable));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while registering the schema of " + subject + ".");
    }
  }
}
