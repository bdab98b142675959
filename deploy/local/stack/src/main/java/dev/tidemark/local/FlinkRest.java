package dev.tidemark.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Calls of the JobManager's REST interface, as Flink's "REST API" page names them. */
final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BOUNDARY = "tidemark-jar";

  private final URI url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  FlinkRest(URI url) {
    this.url = url;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  JsonNode get(String path) {
    return call(request(path).GET(), path);
  }

  /** Whether a GET finds something; a server that does not answer has nothing. */
  boolean has(String path) throws IOException {
    return send(request(path).GET()).statusCode() == 200;
  }

  JsonNode post(String path, JsonNode body) {
    return call(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())),
        path);
  }

  void patch(String path) {
    call(request(path).method("PATCH", BodyPublishers.noBody()), path);
  }

  void delete(String path) {
    call(request(path).DELETE(), path);
  }

  /** Uploads a jar and returns its id. */
  String upload(Path jar) {
    BodyPublisher body;
    try {
      body =
          BodyPublishers.concat(
              BodyPublishers.ofString(
                  "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/java-archive\r\n\r\n"
                      .formatted(BOUNDARY, jar.getFileName())),
              BodyPublishers.ofFile(jar),
              BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    } catch (IOException e) {
      throw new LocalStackException("The jar %s cannot be read. Build it first.".formatted(jar), e);
    }
    String file =
        call(
                request("/jars/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(body),
                "/jars/upload")
            .path("filename")
            .asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
  }

  private JsonNode call(HttpRequest.Builder request, String path) {
    try {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() / 100 != 2) {
        throw new LocalStackException(
            "Flink answers %s with %d: %s. Read the JobManager's log if that does not explain it."
                .formatted(path, answer.statusCode(), answer.body()));
      }
      return answer.body().isEmpty() ? object() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new LocalStackException(
          "Flink does not answer %s at %s: %s. See whether its JobManager runs."
              .formatted(path, url, e),
          e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
