package dev.tidemark.control.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Questions to Flink's REST interface and its answers. An {@link IOException} says that nobody
 * answers, a {@link CommandFailure} what Flink has against the question.
 */
final class FlinkHttp {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Flink answers while it elects its leader, as every JobManager does when it starts. */
  private static final int UNAVAILABLE = 503;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String url;

  FlinkHttp(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  String url() {
    return url;
  }

  JsonNode get(String path) throws IOException {
    return send(request(path).GET());
  }

  JsonNode post(String path, ObjectNode body) throws IOException {
    return post(path, body, PATIENCE);
  }

  JsonNode post(String path, ObjectNode body, Duration patience) throws IOException {
    return send(
        request(path)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  JsonNode send(HttpRequest.Builder question) throws IOException {
    HttpRequest request = question.build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == UNAVAILABLE) {
        throw new IOException("it is not ready yet");
      }
      if (answer.statusCode() >= 300) {
        throw CommandFailure.unreachable(
            "Flink at %s answered %d to %s: %s"
                .formatted(
                    url, answer.statusCode(), request.uri().getPath(), reason(answer.body())));
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Flink at " + url + ".");
    }
  }

  /** What to tell of a question that nobody answered. */
  CommandFailure failed(String what, IOException reason) {
    return CommandFailure.unreachable(
        "Cannot %s at %s: %s. Check that Flink runs there.".formatted(what, url, reason), reason);
  }

  private static String reason(String body) {
    try {
      JsonNode errors = JSON.readTree(body).path("errors");
      return errors.isEmpty() ? body : lastCause(errors.get(errors.size() - 1).asText());
    } catch (IOException noJson) {
      return body;
    }
  }

  /** The innermost cause of a stack trace as text; it is the one that says what to do. */
  static String lastCause(String stackTrace) {
    String cause = stackTrace.lines().findFirst().orElse("");
    for (String line : stackTrace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        cause = line.substring("Caused by: ".length());
      }
    }
    return cause;
  }
}
