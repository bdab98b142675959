package dev.tidemark.control.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WhichVersionTest {
  @Test
  void nothingGivenIsTheNewest() {
    assertThat(new WhichVersion().arguments(Instant.EPOCH)).isEmpty();
  }
}
