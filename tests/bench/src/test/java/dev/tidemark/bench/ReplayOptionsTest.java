package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.bench.ReplayOptions.Part;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class ReplayOptionsTest {
  private static final Path HOME = Path.of("/home");

  @Test
  void everythingIsMeasuredByDefault() {
    ReplayOptions options = ReplayOptions.parse(new String[0], HOME);
    assertThat(options.parts()).isEqualTo(EnumSet.allOf(Part.class));
    assertThat(options.perSecond()).isEqualTo(5_000);
    assertThat(options.folder()).isEqualTo(HOME.resolve(".tidemark/bench-replay"));
  }

  @Test
  void optionsAreTaken() {
    String[] args = {"--only", "beside,moves", "--pairs", "3", "--seconds", "20", "--json"};
    ReplayOptions options = ReplayOptions.parse(args, HOME);
    assertThat(options.parts()).containsExactly(Part.BESIDE, Part.MOVES);
    assertThat(options.pairs()).isEqualTo(3);
    assertThat(options.seconds()).isEqualTo(20);
    assertThat(options.json()).isTrue();
  }

  @Test
  void whatIsWrongIsSaidWithWhatIsAccepted() {
    assertThatThrownBy(() -> ReplayOptions.parse(new String[] {"--only", "fast"}, HOME))
        .hasMessage(
            "--only fast names no part. Accepted: alone, beside, moves, several with commas.");
    assertThatThrownBy(() -> ReplayOptions.parse(new String[] {"--snapshots", "2"}, HOME))
        .hasMessageStartingWith("--snapshots is no option of this benchmark. Accepted: --records");
  }
}
