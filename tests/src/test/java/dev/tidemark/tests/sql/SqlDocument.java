package dev.tidemark.tests.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The statements that {@code docs/sql.md} shows, block by block. */
final class SqlDocument {
  private static final Pattern BLOCK =
      Pattern.compile("^```sql\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("--.*");

  private final List<String> blocks;

  private SqlDocument(List<String> blocks) {
    this.blocks = blocks;
  }

  static SqlDocument read() {
    Path file = Path.of(System.getProperty("tidemark.home"), "docs/sql.md");
    try {
      return new SqlDocument(
          BLOCK
              .matcher(Files.readString(file))
              .results()
              .map((MatchResult block) -> COMMENT.matcher(block.group(1)).replaceAll(""))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The statements of a block, counted from 0, with placeholders replaced.
   *
   * @throws IllegalStateException if a placeholder is nowhere in the block
   */
  List<String> statements(int block, Map<String, String> replacements) {
    String text = blocks.get(block);
    for (var replacement : replacements.entrySet()) {
      if (!text.contains(replacement.getKey())) {
        throw new IllegalStateException(
            "Block %d of docs/sql.md has no %s:\n%s".formatted(block, replacement.getKey(), text));
      }
      text = text.replace(replacement.getKey(), replacement.getValue());
    }
    return Arrays.stream(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
