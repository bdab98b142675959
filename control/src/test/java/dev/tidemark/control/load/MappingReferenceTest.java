package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/load.md} against what mappings accept: the reader names its keys in its problems. */
class MappingReferenceTest {
  private static final String UNKNOWN =
      """
      unknown: 1
      topic: t
      schema: demo.T
      key: {unknown: 1, format: string, fields: [a]}
      fields:
        - {unknown: 1, name: a, from: a, type: string, required: true}
      """;

  @Test
  void theReferenceNamesEveryKeyAndNoOther() throws IOException {
    String document = document();
    List<Set<String>> accepted = accepted();
    assertThat(table(document, "| key | |")).isEqualTo(accepted.get(0));
    assertThat(table(document, "| key of a field | |")).isEqualTo(accepted.get(2));
    for (String key : accepted.get(1)) {
      assertThat(document).contains("`" + key + "`");
    }
  }

  @Test
  void theExampleIsAMapping() throws IOException {
    String document = document();
    int start = document.indexOf("```yaml\n") + "```yaml\n".length();
    Mapping example =
        Mappings.parse("example", document.substring(start, document.indexOf("```", start)));
    assertThat(example.shape().each()).isEqualTo("messages");
  }

  /** Of the mapping, its key, and a field, as the reader's problems list them. */
  private static List<Set<String>> accepted() {
    try {
      Mappings.parse("m", UNKNOWN);
      throw new AssertionError("Unknown keys were accepted.");
    } catch (CommandFailure refused) {
      var accepted = new ArrayList<Set<String>>();
      for (MatchResult keys :
          Pattern.compile("unknown: found an unknown key, accepted is one of (.*)")
              .matcher(refused.getMessage())
              .results()
              .toList()) {
        accepted.add(new TreeSet<>(List.of(keys.group(1).split(", "))));
      }
      return accepted;
    }
  }

  /** The keys in the first column of the table with this head. */
  private static Set<String> table(String document, String head) {
    var keys = new TreeSet<String>();
    document
        .substring(document.indexOf(head) + head.length())
        .lines()
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|")[1])
        .forEach(
            cell ->
                Pattern.compile("`([a-z-]+)`")
                    .matcher(cell)
                    .results()
                    .forEach(key -> keys.add(key.group(1))));
    return keys;
  }

  private static String document() throws IOException {
    Path home = Path.of(System.getProperty("tidemark.home")).toAbsolutePath();
    return Files.readString(home.resolve("docs/load.md"));
  }
}
