package dev.tidemark.connector.decode;

import dev.tidemark.connector.plan.RunRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, before a run starts, whether its registry address leads to a schema registry. A wrong path
 * would otherwise be noticed only by a job that waits for ever. A registry that is merely away is
 * no reason to refuse: the job waits for it.
 */
public final class RegistryCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryCheck.class);

  private RegistryCheck() {}

  /**
   * @param url base of the Confluent-compatible API
   * @throws RunRefusedException if something answers there that is no such API
   */
  public static void requireRegistry(String url) throws InterruptedException {
    URI subjects = URI.create(url.endsWith("/") ? url + "subjects" : url + "/subjects");
    HttpResponse<String> answer;
    try {
      answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(subjects).timeout(Duration.ofSeconds(10)).build(),
                  HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      LOG.warn("The schema registry at {} is away ({}); the run will wait for it.", url, e);
      return;
    }
    boolean isApi = answer.statusCode() == 200 && answer.body().stripLeading().startsWith("[");
    if (!isApi && answer.statusCode() < 500) {
      throw new RunRefusedException(
          ("%s answered %d, which no schema registry does. Give --registry-url the base of its"
                  + " Confluent-compatible API, like http://host:8081 or"
                  + " http://host:8080/apis/ccompat/v7.")
              .formatted(subjects, answer.statusCode()));
    }
  }
}
