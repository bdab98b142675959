package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import org.junit.jupiter.api.Test;

class CompletionCommandTest {
  @Test
  void everyCommandAndItsOptionsAreInTheScript() {
    CapturedConsole console = new CapturedConsole();

    assertThat(Tidemark.run(console.console(), "completion")).isZero();

    assertThat(console.out())
        .contains("complete -F _complete_tidemark")
        .contains("history", "promote", "--checkpoint-profile", "--allow-regress");
  }
}
