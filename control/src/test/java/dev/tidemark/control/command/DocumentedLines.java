package dev.tidemark.control.command;

import dev.tidemark.control.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command lines of the documents, as they stand in their blocks. */
final class DocumentedLines {
  private static final Pattern FENCE = Pattern.compile(" *```.*");
  private static final Pattern COMMAND = Pattern.compile("(?:\\./)?tidemark (.*)");
  private static final Pattern WORD = Pattern.compile("'((?:[^']|'\\\\'')*)'|[^\\s']+");

  private DocumentedLines() {}

  record Line(Path document, String text) {
    /** What a shell would hand over, without redirections and comments. */
    List<String> arguments() {
      return words(text);
    }
  }

  static List<Line> ofAllDocuments() throws IOException {
    Path home = StackOptions.home();
    List<Path> documents = new ArrayList<>(List.of(home.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(home.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    List<Line> lines = new ArrayList<>();
    for (Path document : documents) {
      boolean inBlock = false;
      for (String line : Files.readAllLines(document)) {
        inBlock ^= FENCE.matcher(line).matches();
        if (inBlock && COMMAND.matcher(line.strip()).matches()) {
          lines.add(new Line(home.relativize(document), line.strip()));
        }
      }
    }
    return lines;
  }

  static List<String> words(String line) {
    Matcher command = COMMAND.matcher(line);
    if (!command.matches()) {
      throw new IllegalArgumentException(line + " is no tidemark command");
    }
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.group(1));
    while (word.find()) {
      String text = word.group(1) == null ? word.group() : word.group(1).replace("'\\''", "'");
      if (text.startsWith("#") || text.startsWith(">") || text.equals("|") || text.equals("&")) {
        break;
      }
      words.add(text);
    }
    return words;
  }
}
