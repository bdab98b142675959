package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.bench.BenchOptions.Part;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  private static final Path HOME = Path.of("/home");

  @Test
  void withoutOptionsEverythingIsMeasuredAsTheIssueAsks() {
    BenchOptions options = BenchOptions.parse(new String[0], HOME);
    assertThat(options.parts()).containsExactly(Part.values());
    assertThat(options.records()).isEqualTo(3_000_000);
    assertThat(options.perSecond() * options.seconds()).isEqualTo(600_000);
    assertThat(options.snapshots()).isEqualTo(2_000);
  }

  @Test
  void severalPartsAreNamedWithCommas() {
    assertThat(BenchOptions.parse(new String[] {"--only", "append,commit"}, HOME).parts())
        .containsExactly(Part.APPEND, Part.COMMIT);
  }

  @Test
  void anUnknownPartIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--only", "speed"}, HOME))
        .hasMessage(
            "--only speed names no part. Accepted: append, upsert, freshness, commit, several with"
                + " commas.");
  }

  @Test
  void aNumberBelowOneIsRefused() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--pairs", "0"}, HOME))
        .hasMessage("--pairs 0 is not a number from 1 on. Give one, like --pairs 5.");
  }
}
