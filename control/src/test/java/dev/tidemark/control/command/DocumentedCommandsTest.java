package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What documents and helps tell people to type is understood; most of it is run by tests too. */
class DocumentedCommandsTest {
  @Test
  void everyLineOfTheDocumentsIsUnderstood() throws IOException {
    List<DocumentedLines.Line> lines = DocumentedLines.ofAllDocuments();
    assertThat(lines).hasSizeGreaterThan(20);
    for (DocumentedLines.Line line : lines) {
      assertUnderstood(line.toString(), line.arguments());
    }
  }

  @Test
  void everyExampleOfTheHelpIsUnderstood() {
    int examples = 0;
    for (CommandLine command : all()) {
      for (String footer : command.getCommandSpec().usageMessage().footer()) {
        String line = footer.strip().replaceFirst("^source <\\((.*)\\)$", "$1");
        if (line.startsWith("tidemark ") && !line.contains("COMMAND")) {
          examples++;
          // Two blanks divide a line from what is said about it.
          assertUnderstood(footer, DocumentedLines.words(line.replaceFirst(" {2,}.*", "")));
        }
      }
    }
    assertThat(examples).isGreaterThan(40);
  }

  @Test
  void everyCommandHasHelpWithAnExampleAndIsInTheReadme() throws IOException {
    String readme = Files.readString(StackOptions.home().resolve("README.md"));
    for (CommandLine command : all()) {
      String name = command.getCommandName();
      assertThat(String.join("\n", command.getCommandSpec().usageMessage().footer()))
          .as("the help of %s", name)
          .contains("tidemark " + name);
      assertThat(readme)
          .as("the README on %s", name)
          .containsPattern("`" + name + "\\b|tidemark " + name + "\\b");
    }
  }

  private static void assertUnderstood(String what, List<String> arguments) {
    // VERSION stands for a number that only a table knows.
    List<String> given = new ArrayList<>(arguments);
    given.replaceAll(word -> word.equals("VERSION") ? "4711" : word);
    assertThatCode(() -> line().parseArgs(given.toArray(String[]::new)))
        .as(what)
        .doesNotThrowAnyException();
  }

  private static CommandLine line() {
    return Tidemark.line(new CapturedConsole().console());
  }

  private static List<CommandLine> all() {
    return List.copyOf(line().getSubcommands().values());
  }
}
