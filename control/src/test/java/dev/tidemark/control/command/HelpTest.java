package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  private static final int WITHOUT_END = 2000;

  static Stream<String> commands() {
    return line().getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineEndsInsideAWord(String command) {
    assertThat(words(command, 80)).isSubsetOf(words(command, WITHOUT_END));
  }

  /** Those of the text; in the synopsis lists of options have no blanks to break at. */
  private static Set<String> words(String command, int width) {
    CommandLine help = line().getSubcommands().get(command);
    help.setUsageHelpWidth(width);
    return Arrays.stream(help.getUsageMessage().split("\\s+"))
        .filter(word -> !word.contains("[") && !word.contains("]"))
        .collect(Collectors.toSet());
  }

  private static CommandLine line() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    return Tidemark.line(new Console(nowhere, nowhere, false));
  }
}
