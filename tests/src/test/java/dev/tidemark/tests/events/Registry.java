package dev.tidemark.tests.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** Registers the schemas of {@code schemas/} and knows their ids. */
final class Registry {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Registered> schemas = new ConcurrentHashMap<>();

  Registry(String url) {
    this.base = URI.create(url.endsWith("/") ? url : url + "/");
  }

  Registered schema(String name) {
    return schemas.computeIfAbsent(name, this::register);
  }

  private Registered register(String name) {
    Schema schema = new Schema.Parser().parse(resource(name));
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("subjects/" + name + "-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode id = JSON.readTree(answer.body()).path("id");
      if (!id.isInt()) {
        throw new IllegalStateException(
            "The registry took no schema %s: %s".formatted(name, answer.body()));
      }
      return new Registered(id.asInt(), schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while registering " + name, e);
    }
  }

  private static String resource(String name) {
    String path = "/schemas/" + name + ".avsc";
    try (InputStream in = Registry.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A schema under its id. */
  record Registered(int id, Schema schema) {}
}
