package dev.tidemark.control.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTextTest {
  @TempDir private Path folder;

  @Test
  void aReasonIsShownAsItWasTypedAndOnlyWhatNextIsAdvice() throws Exception {
    var console = new CapturedConsole();
    try (var runs = new TwoRuns(folder)) {
      runs.commit("r1", 10, 5);
      String reason = "until tidemark run is back";
      assertThat(runs.run(new CapturedConsole(), "hold", "order_lines", "--reason", reason))
          .isZero();
      assertThat(runs.run(console, "status", "order_lines")).isZero();
    }
    assertThat(console.wholeOut().lines())
        .contains("  why          until tidemark run is back")
        .contains(
            "  what next    tidemark promote --dir %1$s shop.order_lines RUN --wait (r1 led), or tidemark undo --dir %1$s shop.order_lines"
                .formatted(folder));
  }
}
