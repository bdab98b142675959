package dev.tidemark.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalSizeTest {
  @Test
  void answerOfSttyIsRead() {
    assertThat(TerminalSize.parse("50 200")).isEqualTo(new TerminalSize(50, 200));
  }

  @Test
  void terminalThatSaysNothingHasTheUsualSize() {
    assertThat(TerminalSize.parse("")).isEqualTo(TerminalSize.USUAL);
    assertThat(TerminalSize.parse("0 0")).isEqualTo(TerminalSize.USUAL);
  }
}
