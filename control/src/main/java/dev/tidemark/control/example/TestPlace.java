package dev.tidemark.control.example;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.GoneStack;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.load.Registry;
import dev.tidemark.control.load.Topics;
import dev.tidemark.definition.KeyFormat;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics, schemas and tables of one test, in whatever environment it runs. */
final class TestPlace {
  private static final long PATIENCE_SECONDS = 30;
  private final Environment environment;
  private final List<PlacedExample> examples;
  private final String namespace;

  TestPlace(Environment environment, List<PlacedExample> examples, String namespace) {
    this.environment = environment;
    this.examples = examples;
    this.namespace = namespace;
  }

  /** Makes the topics and sends what is given into them. */
  synchronized void fill() throws InterruptedException {
    createNamespace();
    var topics = new ArrayList<NewTopic>();
    for (PlacedExample placed : examples) {
      for (var given : placed.example().given()) {
        topics.add(
            new NewTopic(placed.topic(given), Optional.of(given.partitions()), Optional.empty())
                // Events are as old as their examples say, and stay.
                .configs(Map.of("retention.ms", "-1")));
      }
    }
    var registry = new Registry(environment.require("registry-url"));
    Map<String, Object> client = client();
    try (Admin admin = Admin.create(client)) {
      await(admin.createTopics(topics).all(), "create topics");
      try (var producer =
          new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
        var filler = new TopicFiller(registry, producer);
        for (PlacedExample placed : examples) {
          placed.example().given().forEach(given -> filler.fill(placed.topic(given), given));
        }
        filler.flush();
      }
    } catch (KafkaException unusable) {
      throw unusable(unusable, "send events");
    }
  }

  /**
   * Removes all of it, also what a killed job left; what is not there is passed over. Waits for a
   * {@link #fill} that is under way, which would make anew what this removes.
   */
  synchronized void clear() throws InterruptedException {
    dropTables();
    var registry = new Registry(environment.require("registry-url"));
    var topics = new ArrayList<String>();
    for (PlacedExample placed : examples) {
      for (var given : placed.example().given()) {
        String topic = placed.topic(given);
        topics.add(topic);
        if (!given.events().isEmpty()) {
          registry.delete(TopicFiller.subject(topic, "value"));
          if (given.source().keyFormat() == KeyFormat.AVRO) {
            registry.delete(TopicFiller.subject(topic, "key"));
          }
        }
      }
    }
    try (Admin admin = Admin.create(client())) {
      for (KafkaFuture<Void> deleted : admin.deleteTopics(topics).topicNameValues().values()) {
        awaitAbsence(deleted);
      }
    } catch (KafkaException unusable) {
      throw unusable(unusable, "delete topics");
    }
  }

  /**
   * Everything that is removed would be waited for in vain.
   *
   * @throws CommandFailure if the stack is gone
   */
  void requireStack() {
    GoneStack.in(environment)
        .ifPresent(
            gone -> {
              throw CommandFailure.unreachable(gone.fact() + ".");
            });
  }

  /** How somebody finds what could not be removed. */
  String byHand() {
    return "Remove the namespace %s, and topics and subjects that begin with %s, by hand."
        .formatted(namespace, PlacedExample.topicsOf(namespace));
  }

  /** Here, since runs that start at once would race for it. */
  private void createNamespace() {
    Catalog catalog = TableArgument.catalog(environment);
    try {
      if (catalog instanceof SupportsNamespaces namespaces) {
        namespaces.createNamespace(Namespace.of(namespace));
      }
    } finally {
      close(catalog);
    }
  }

  private void dropTables() {
    Catalog catalog = TableArgument.catalog(environment);
    try {
      Namespace ours = Namespace.of(namespace);
      if (!(catalog instanceof SupportsNamespaces namespaces)
          || !namespaces.namespaceExists(ours)) {
        return;
      }
      for (TableIdentifier name : catalog.listTables(ours)) {
        drop(name, catalog);
      }
      namespaces.dropNamespace(ours);
    } finally {
      close(catalog);
    }
  }

  /** The whole location goes: beside its files a table has its compiled plan there. */
  private static void drop(TableIdentifier name, Catalog catalog) {
    try {
      Table table = catalog.loadTable(name);
      catalog.dropTable(name, false);
      if (table.io() instanceof SupportsPrefixOperations files) {
        // With the slash, since t_1 is a prefix of t_1_quarantine and of t_12. One by one, since
        // Iceberg's pool that deletes many takes nothing any more when the process is ending.
        StreamSupport.stream(files.listPrefix(table.location() + "/").spliterator(), true)
            .forEach(file -> files.deleteFile(file.location()));
      }
    } catch (NotFoundException filesAreGone) {
      catalog.dropTable(name, false);
    } catch (NoSuchTableException gone) {
      // All that was wanted.
    }
  }

  private static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException nothingToSave) {
        // All was written before.
      }
    }
  }

  private Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(Topics.patience());
    client.putAll(environment.kafka());
    return client;
  }

  private void await(KafkaFuture<?> answer, String what) throws InterruptedException {
    try {
      answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw unusable(failure.getCause() == null ? failure : failure.getCause(), what);
    } catch (TimeoutException late) {
      throw unusable(late, what);
    }
  }

  private void awaitAbsence(KafkaFuture<Void> deleted) throws InterruptedException {
    try {
      await(deleted, "delete topics");
    } catch (CommandFailure failure) {
      if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw failure;
      }
    }
  }

  private CommandFailure unusable(Throwable reason, String what) {
    return CommandFailure.unreachable(
        "Cannot %s at %s: %s. Check that the stack in %s runs, or pass --dir another folder to test without it."
            .formatted(
                what,
                environment.get("bootstrap-servers").orElse("?"),
                reason.getMessage(),
                environment.folder()),
        reason);
  }
}
