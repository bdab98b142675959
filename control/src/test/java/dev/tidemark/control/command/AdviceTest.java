package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are advised say where things are, if the one that advises them was told so. */
class AdviceTest {
  private final CapturedConsole console = new CapturedConsole();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Stop it first: tidemark stop t/r1.|Stop it first: tidemark stop --dir /d t/r1.",
        "See `tidemark runs t` and `tidemark up`.|See `tidemark runs t --dir /d` and `tidemark up --dir /d`.",
        "promote it, or tidemark undo t|promote it, or tidemark undo --dir /d t",
        "Its tidemark of epoch 4|Its tidemark of epoch 4",
        "`tidemark completion` and a `table`|`tidemark completion` and a `table`",
        "End it with `tidemark down --dir /other`.|End it with `tidemark down --dir /other`."
      })
  void whatWasTypedIsSaid(String text, String completed) {
    assertThat(advice("status", "--dir", "/d").complete(text)).isEqualTo(completed);
  }

  @Test
  void allThatSaysWhereIsAndInAShellsWords() {
    assertThat(
            advice("status", "--profile=eu", "--dir", "/my data", "t")
                .complete("`tidemark runs t`"))
        .isEqualTo("`tidemark runs t --dir '/my data' --profile eu`");
  }

  @Test
  void whereNothingWasTypedNothingIsAdded() {
    assertThat(advice("status", "t").complete("`tidemark runs t`")).isEqualTo("`tidemark runs t`");
  }

  /** Of the whole command: another one than the stack's folder would be asked for the data. */
  @Test
  void aFailureAdvisesForTheSameFolder() {
    Tidemark.run(console.console(), "runs", "shop.order_lines", "--dir", "/nowhere/data");
    assertThat(console.wholeErr()).contains("`tidemark up --dir /nowhere/data`");
  }

  @Test
  void theCommandsAreMadeOnceAndOnlyForAText() {
    var made = new AtomicInteger();
    var advice =
        new Advice(
            () -> {
              made.incrementAndGet();
              return Tidemark.line(console.console());
            },
            "status",
            "--dir",
            "/d");
    advice.complete("The answers of tidemark 1.0 are here.");
    assertThat(made).hasValue(0);
    advice.complete("`tidemark runs t`");
    advice.complete("`tidemark undo t`");
    assertThat(made).hasValue(1);
  }

  /** What all other tests read has it taken away, but once only. */
  @Test
  void afterItsCommandsFolderAnotherOneIsSeen() {
    console.console().print("See `tidemark runs t --dir /d --dir /d`, or tidemark up --dir /d.");
    assertThat(console.out())
        .isEqualToIgnoringNewLines("See `tidemark runs t --dir /d`, or tidemark up.");
  }

  private Advice advice(String... line) {
    return new Advice(() -> Tidemark.line(console.console()), line);
  }
}
