package dev.tidemark.sql;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest schemas that a registry has for topics, under the subject {@code <topic>-value}. They
 * say what producers are about to send; what a topic holds may be older.
 */
public final class RegisteredSchemas {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private static final Logger LOG = LoggerFactory.getLogger(RegisteredSchemas.class);

  private final String url;

  /**
   * @param url base of the registry's Confluent-compatible API
   */
  public RegisteredSchemas(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** What the schemas lack, and what could not be seen. */
  record Check(List<Finding> problems, List<String> notes) {}

  /**
   * Looks, before a run starts with the events that topics have, whether they can become rows. What
   * could not be seen is logged: a topic may get its schema later.
   *
   * @throws RunRefusedException with all fields that are required and not in a topic's schema
   */
  public void require(TableDefinition definition, String run) throws InterruptedException {
    Check check = check(definition);
    check.notes().forEach(note -> LOG.warn("{}", note));
    if (!check.problems().isEmpty()) {
      throw new RunRefusedException(
          "Run %s of %s would reject all new events: %s"
              .formatted(
                  run,
                  definition.name(),
                  check.problems().stream().map(Finding::sentence).collect(joining(" "))));
    }
  }

  Check check(TableDefinition definition) throws InterruptedException {
    Check check = new Check(new ArrayList<>(), new ArrayList<>());
    for (Source source : definition.sources()) {
      check(source, check);
    }
    return check;
  }

  private void check(Source source, Check check) throws InterruptedException {
    String subject = source.topic() + "-value";
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(url + "/subjects/" + subject + "/versions/latest"))
                      .timeout(PATIENCE)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == OK) {
        String text = new ObjectMapper().readTree(answer.body()).path("schema").asText();
        compare(source, new Schema.Parser().parse(text), check);
      } else {
        check
            .notes()
            .add(
                "The registry has no schema %s (it answered %d)%s."
                    .formatted(
                        subject,
                        answer.statusCode(),
                        answer.statusCode() == NOT_FOUND ? ": nothing was produced yet" : ""));
      }
    } catch (JsonProcessingException | AvroRuntimeException unreadable) {
      check.notes().add("The schema %s is no Avro: %s.".formatted(subject, unreadable));
    } catch (IOException away) {
      check.notes().add("The registry %s does not answer: %s.".formatted(url, away));
    }
  }

  private static void compare(Source source, Schema schema, Check check) {
    if (schema.getType() != Schema.Type.RECORD) {
      check.notes().add("The schema of %s is no record.".formatted(source.topic()));
      return;
    }
    for (Field field : source.fields()) {
      if (schema.getField(field.name()) == null) {
        String fact =
            "The source %s has no field %s in its newest schema %s; it has %s."
                .formatted(
                    source.topic(),
                    field.name(),
                    schema.getFullName(),
                    schema.getFields().stream().map(Schema.Field::name).toList());
        if (field.required()) {
          check
              .problems()
              .add(
                  new Finding(
                      "table.yaml", 0, 0, fact + " Correct the field, or let producers send it."));
        } else {
          check.notes().add(fact + " It would be null in new records.");
        }
      }
    }
  }
}
