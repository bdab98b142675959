package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
      if (isEmpty) {
        Files.deleteIfExists(file);
      }
    } catch (IOException unwritable) {
      throw unwritable(file, unwritable);
    }
  }

  private static CommandFailure unwritable(Path file, IOException reason) {
    return new CommandFailure(
        "Cannot write rows that do not fit to %s: %s. Pass --quarantine with a file that can be written."
            .formatted(file, reason),
        reason);
  }
}
