package dev.tidemark.control.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRateTest {
  @ParameterizedTest
  @CsvSource({
    "10MB/s, 10000000, 10 MB/s",
    "10 MB/s, 10000000, 10 MB/s",
    "500 kB/s, 500000, 500 kB/s",
    "1500KB/s, 1500000, 1.5 MB/s",
    "999 B/s, 999, 999 B/s",
    "999999999 GB/s, 999999999000000000, 999999999 GB/s"
  })
  void rateIsReadAndWrittenForPeople(String written, long bytesPerSecond, String people) {
    assertThat(ByteRate.parse(written)).isEqualTo(bytesPerSecond);
    assertThat(ByteRate.of(bytesPerSecond)).isEqualTo(people);
  }

  /** Small letters would be bits, and a bare number could be anything. */
  @ParameterizedTest
  @ValueSource(strings = {"10", "10MB", "10 Mb/s", "-1 MB/s", "0 MB/s", "1.5 MB/s", "MB/s", ""})
  void whateverElseIsRefusedWithWhatIsAccepted(String written) {
    assertThatThrownBy(() -> ByteRate.parse(written))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "--quota \"%s\" is no rate: accepted is a whole number with its unit, like 500 kB/s, 10 MB/s or 1 GB/s (1 kB is 1000 bytes), or none."
                .formatted(written));
  }

  @Test
  void readersShareTheRateAndOneWithoutPartitionsHasNoPart() {
    assertThat(ReplayQuota.each(9_000, 3, 12)).isEqualTo(3_000);
    assertThat(ReplayQuota.each(9_000, 4, 2)).isEqualTo(4_500);
    assertThat(ReplayQuota.each(10, 3, 3)).isEqualTo(3);
  }
}
