package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Rows that did not fit, as JSON lines: where each stands, what was found and accepted, and the
 * values of the columns that the mapping reads. A file without any row is removed at the end.
 */
final class Quarantine implements AutoCloseable {
  private final Path input;
  private final Path file;
  private final BufferedWriter out;
  private boolean isEmpty;

  private Quarantine(Path input, Path file, BufferedWriter out, boolean isEmpty) {
    this.input = input;
    this.file = file;
    this.out = out;
    this.isEmpty = isEmpty;
  }

  /** Where the rows of an input go if nobody says. */
  static Path beside(Path input) {
    return input.resolveSibling(input.getFileName() + ".rejected.jsonl");
  }

  /**
   * Refuses a file that the load reads: opening it would empty it, and what is written to it would
   * be read again. Links are followed.
   *
   * @param what the other one is, as part of a sentence
   */
  static void refuseSame(Path file, Path other, String what) throws IOException {
    if (Files.exists(file) && Files.exists(other) && Files.isSameFile(file, other)) {
      throw new CommandFailure(
          "Rows that do not fit cannot go to %s: it is %s, and would be overwritten. Pass --quarantine with another file."
              .formatted(file, what));
    }
  }

  /**
   * Refuses a file that has no place, before a topic is made for the rows that fit.
   *
   * @throws CommandFailure that says why
   */
  static void requireAPlace(Path file) {
    obstacle(file)
        .ifPresent(
            obstacle -> {
              throw new CommandFailure(unwritable(file, obstacle));
            });
  }

  /**
   * Opens the file.
   *
   * @param append keeps what an interrupted load has written; otherwise the file begins empty
   * @throws CommandFailure if it cannot be written
   */
  static Quarantine open(Path input, Path file, boolean append) {
    try {
      boolean kept = append && Files.exists(file) && Files.size(file) > 0;
      BufferedWriter out =
          Files.newBufferedWriter(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
      return new Quarantine(input, file, out, !kept);
    } catch (IOException unwritable) {
      throw unwritable(file, unwritable);
    }
  }

  Path file() {
    return file;
  }

  /** Whether no row is in it, of this load or an earlier one. */
  boolean isEmpty() {
    return isEmpty;
  }

  void add(Line line, long ordinal, UnfitException reason) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", input.toString());
    json.put("row", ordinal);
    if (line.position().lineNumber() > 0) {
      json.put("line", line.position().lineNumber());
    }
    if (line.position().item() > 0) {
      json.put("item", line.position().item());
    }
    var problems = json.putArray("problems");
    for (Misfit misfit : reason.misfits()) {
      problems
          .addObject()
          .put("field", misfit.field())
          .put("column", misfit.column())
          .put("found", misfit.found())
          .put("accepted", misfit.accepted());
    }
    if (line instanceof Line.Row row) {
      ObjectNode values = json.putObject("values");
      for (int slot = 0; slot < row.columns().size(); slot++) {
        values.put(row.columns().name(slot), row.value(slot));
      }
    }
    try {
      out.write(json.toString());
      out.write('\n');
      // A row that counts as done is on disk, whatever ends the process.
      out.flush();
      isEmpty = false;
    } catch (IOException unwritable) {
      throw unwritable(file, unwritable);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
      // A device or pipe, such as /dev/null, is somebody else's.
      if (isEmpty && Files.isRegularFile(file)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException unwritable) {
      throw unwritable(file, unwritable);
    }
  }

  private static CommandFailure unwritable(Path file, IOException reason) {
    String said =
        reason instanceof AccessDeniedException
            ? "this user may not"
            : String.valueOf(reason.getMessage());
    return new CommandFailure(unwritable(file, obstacle(file).orElse(said)), reason);
  }

  private static String unwritable(Path file, String reason) {
    return "Cannot write rows that do not fit to %s: %s. Pass --quarantine with a file that can be written."
        .formatted(file, reason);
  }

  private static Optional<String> obstacle(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of("it is a folder");
    }
    Path folder = file.toAbsolutePath().getParent();
    return folder == null || Files.isDirectory(folder)
        ? Optional.empty()
        : Optional.of("there is no folder " + folder);
  }
}
