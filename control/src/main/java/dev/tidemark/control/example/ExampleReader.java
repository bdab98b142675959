package dev.tidemark.control.example;

import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the cases of a definition, {@code examples/<case>/{given,expected}/*.jsonl}. */
final class ExampleReader {
  private static final String ENDING = ".jsonl";
  private static final String ROWS = "rows" + ENDING;
  private static final String REJECTED = "rejected" + ENDING;

  private final Path folder;
  private final TableDefinition definition;
  private final Faults faults;

  private ExampleReader(Path folder, TableDefinition definition, Faults faults) {
    this.folder = folder;
    this.definition = definition;
    this.faults = faults;
  }

  /**
   * All cases, by name. Complete only if there is no fault afterwards.
   *
   * @param folder of the definition
   * @throws dev.tidemark.definition.InvalidDefinitionException if the definition is not understood
   */
  static List<Example> read(Path folder, Faults faults) {
    Path full = folder.toAbsolutePath().normalize();
    return new ExampleReader(full, Definitions.read(full), faults).cases();
  }

  private List<Example> cases() {
    Path examples = folder.resolve("examples");
    List<Path> cases = Files.isDirectory(examples) ? entries(examples) : List.of();
    if (cases.isEmpty()) {
      faults.add(
          examples,
          "no example",
          "a folder per case, with given/<topic>.jsonl and expected/" + ROWS);
    }
    return cases.stream().map(this::example).toList();
  }

  private Example example(Path path) {
    List<GivenTopic> given = given(path.resolve("given"));
    Path expected = path.resolve("expected");
    refuseOthers(expected, List.of(ROWS, REJECTED));
    var reader = new ExpectedReader(definition, faults);
    List<Row> rows = List.of();
    if (Files.isRegularFile(expected.resolve(ROWS))) {
      rows = reader.rows(expected.resolve(ROWS));
    } else {
      faults.add(expected.resolve(ROWS), "no file", "the table's rows, one a line; empty for none");
    }
    Path rejected = expected.resolve(REJECTED);
    return new Example(
        folder,
        definition,
        String.valueOf(path.getFileName()),
        given,
        rows,
        Files.isRegularFile(rejected) ? reader.rejects(rejected, given) : List.of());
  }

  private List<GivenTopic> given(Path given) {
    refuseOthers(
        given, definition.sources().stream().map(source -> source.topic() + ENDING).toList());
    var topics = new ArrayList<GivenTopic>();
    for (Source source : definition.sources()) {
      Path file = given.resolve(source.topic() + ENDING);
      topics.add(
          Files.isRegularFile(file)
              ? GivenReader.read(source, file, faults)
              : new GivenTopic(source, List.of()));
    }
    if (topics.stream().allMatch(topic -> topic.events().isEmpty())) {
      faults.add(given, "no event", "at least one, in a file of a topic");
    }
    return topics;
  }

  private void refuseOthers(Path in, List<String> known) {
    for (Path file : Files.isDirectory(in) ? entries(in) : List.<Path>of()) {
      if (!known.contains(String.valueOf(file.getFileName()))) {
        faults.add(file, "a file that nobody reads", String.join(" or ", known));
      }
    }
  }

  /** Sorted, without hidden ones. */
  private List<Path> entries(Path in) {
    try (Stream<Path> entries = Files.list(in)) {
      return entries
          .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      faults.add(in, "what cannot be read (" + unreadable + ")", "a folder");
      return List.of();
    }
  }
}
