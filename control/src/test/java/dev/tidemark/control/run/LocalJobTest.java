package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalJobTest {
  @Test
  void ofALogTheLastCauseIsSaid() {
    assertThat(
            LocalJob.lastWords(
                List.of(
                    "ERROR it failed",
                    "Caused by: java.util.concurrent.CompletionException: wrapped",
                    "Caused by: java.io.FileNotFoundException: no checkpoint at /nosuch",
                    "INFO Stopped Pekko RPC service.")))
        .isEqualTo("says: java.io.FileNotFoundException: no checkpoint at /nosuch");
  }

  @Test
  void ofALogWithoutACauseTheEndIsShown() {
    List<String> log = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
    assertThat(LocalJob.lastWords(log)).startsWith("ends with:\n  5\n").endsWith("\n  19");
    assertThat(LocalJob.lastWords(List.of("one"))).isEqualTo("ends with:\n  one");
  }
}
