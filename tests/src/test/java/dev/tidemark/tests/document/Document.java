package dev.tidemark.tests.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown document's commands, in order. A block of JSON right behind a block of commands shows
 * what the last of them prints.
 */
record Document(String name, List<Command> commands) {
  private static final Path HOME = Path.of(System.getProperty("tidemark.home"));

  /**
   * One line that a reader may type.
   *
   * @param shownOrEmpty the JSON that the document shows behind it
   */
  record Command(String line, String shownOrEmpty) {
    Optional<String> shown() {
      return shownOrEmpty.isEmpty() ? Optional.empty() : Optional.of(shownOrEmpty);
    }
  }

  /** The README and everything below docs. */
  static List<Document> all() {
    List<Path> files = new ArrayList<>(List.of(HOME.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(HOME.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      return files.stream().map(Document::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document read(Path file) {
    List<Command> commands = new ArrayList<>();
    boolean inBlock = false;
    @Nullable StringBuilder json = null;
    try {
      for (String raw : Files.readAllLines(file)) {
        String line = raw.strip();
        if (line.startsWith("```")) {
          inBlock = !inBlock;
          if (json != null) {
            Command last = commands.remove(commands.size() - 1);
            commands.add(new Command(last.line(), json.toString()));
          }
          json = inBlock && line.equals("```json") && follows(commands) ? new StringBuilder() : null;
        } else if (json != null) {
          json.append(line).append('\n');
        } else if (inBlock && isCommand(line)) {
          commands.add(new Command(line, ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Document(HOME.relativize(file).toString(), commands);
  }

  /** JSON is shown behind the command that was asked for it. */
  private static boolean follows(List<Command> commands) {
    return !commands.isEmpty()
        && commands.get(commands.size() - 1).line().contains("--json")
        && commands.get(commands.size() - 1).shownOrEmpty().isEmpty();
  }

  private static boolean isCommand(String line) {
    return line.startsWith("tidemark ")
        || line.startsWith("./tidemark ")
        || line.startsWith("mvn ");
  }
}
