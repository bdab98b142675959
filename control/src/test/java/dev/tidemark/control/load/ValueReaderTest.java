package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as mappings have them read. */
class ValueReaderTest {
  @ParameterizedTest
  @CsvSource({
    "date, yyyy-MM-dd, 2011-02-30",
    "date, uuuu-MM-dd, 2011-02-30",
    "date, dd/MM/yy, 31/04/11",
    "timestamp, yyyy-MM-dd HH:mm:ss, 2011-06-31 08:00:00",
    "timestamp, yyyy-MM-dd HH:mm, 2011-06-30 24:00"
  })
  void aDayOrHourThatThereIsNotIsNotChangedToAnother(String type, String format, String text) {
    ValueReader reader = reader("type: %s, format: \"%s\"".formatted(type, format));
    assertThatThrownBy(() -> reader.read(text))
        .hasMessage(
            "found \"%s\", accepted is a %s in the mapping's format, whole milliseconds"
                .formatted(text, type));
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd, 2012-02-29",
    "uuuu-MM-dd, 2012-02-29",
    "dd.MM.yy, 29.02.12",
    "d MMM yyyy, 29 Feb 2012",
    "yyyy-DDD, 2012-060",
    "yyyy-MM-dd G, 2012-02-29 AD"
  })
  void aDayIsReadByEachWayToWriteAYear(String format, String text) throws UnfitException {
    assertThat(reader("type: date, format: \"%s\"".formatted(format)).read(text))
        .isEqualTo((int) LocalDate.of(2012, 2, 29).toEpochDay());
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd HH:mm:ss, 2011-06-30 20:08:00",
    "yyyy-MM-dd HH:mm, 2011-06-30 20:08",
    "uuuu-MM-dd'T'HH:mm:ssXXX, 2011-06-30T20:08:00+01:00",
    "uuuu-MM-dd HH:mm VV, 2011-06-30 20:08 Europe/London",
    "uuuu-MM-dd HH:mm O, 2011-06-30 20:08 GMT+1",
    "MM/dd/yyyy hh:mm a, 06/30/2011 08:08 PM"
  })
  void aMomentIsReadInTheZoneOfTheMappingOrOfTheText(String format, String text)
      throws UnfitException {
    assertThat(london(format).read(text))
        .isEqualTo(Instant.parse("2011-06-30T19:08:00Z").toEpochMilli());
  }

  @Test
  void aLocalTimeThatTheClocksPassOverIsNotMovedByAnHour() throws UnfitException {
    ValueReader reader = london("yyyy-MM-dd HH:mm");
    assertThatThrownBy(() -> reader.read("2011-03-27 01:30"))
        .isInstanceOf(UnfitException.class)
        .hasMessageStartingWith("found \"2011-03-27 01:30\", accepted is a timestamptz");
    assertThat(reader.read("2011-03-27 02:00"))
        .isEqualTo(Instant.parse("2011-03-27T01:00:00Z").toEpochMilli());
    assertThatThrownBy(
            () -> london("yyyy-MM-dd HH:mm VV").read("2011-03-27 02:30 Europe/Amsterdam"))
        .isInstanceOf(UnfitException.class);
  }

  @Test
  void anOffsetInTheTextGoesBeforeTheZonesOwn() throws UnfitException {
    assertThat(london("yyyy-MM-dd HH:mmXXX").read("2011-03-27 01:30+00:00"))
        .isEqualTo(Instant.parse("2011-03-27T01:30:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({"double, 1e999", "double, -1e999", "float, 1e39"})
  void aNumberTooLargeForItsTypeIsNotMadeInfinite(String type, String text) {
    assertThatThrownBy(() -> reader("type: " + type).read(text))
        .hasMessage("found \"%s\", accepted is %s".formatted(text, type));
  }

  /** Written out, each would have millions of digits. */
  @ParameterizedTest
  @ValueSource(
      strings = {"1e30000000", "-1e30000000", "1e-30000000", "1e2147483647", "1e-2147483647"})
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDecimalFarFromItsTypeIsRefusedAtOnce(String text) {
    assertThatThrownBy(() -> reader("type: \"decimal(10,2)\"").read(text))
        .isInstanceOf(UnfitException.class)
        .hasMessage("found \"%s\", accepted is decimal(10,2)".formatted(text));
  }

  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDecimalOfMillionsOfDigitsIsRefusedAtOnce() {
    String text = "9".repeat(2_000_000);
    assertThatThrownBy(() -> reader("type: \"decimal(10,2)\"").read(text))
        .isInstanceOf(UnfitException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5e1, 1500",
    "99999999.99, 9999999999",
    "-99999999.990000000000, -9999999999",
    "1e7, 1000000000",
    "100e-2, 100",
    "1200000000000e-12, 120",
    "0e30000000, 0",
    "0e-30000000, 0",
    "000000000000000000000012.50, 1250"
  })
  void aDecimalIsReadHoweverItIsWritten(String text, long unscaled) throws UnfitException {
    assertThat(reader("type: \"decimal(10,2)\"").read(text))
        .isEqualTo(ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000000", "1e8", "0.001", "1.005", "12345678901"})
  void aDecimalOfTooManyDigitsIsNotRounded(String text) {
    assertThatThrownBy(() -> reader("type: \"decimal(10,2)\"").read(text))
        .hasMessage("found \"%s\", accepted is decimal(10,2)".formatted(text));
  }

  @Test
  void infinityIsReadWhereItIsWritten() throws UnfitException {
    assertThat(reader("type: double").read(" -Infinity ")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(reader("type: float").read("Infinity")).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(reader("type: double").read("1e308")).isEqualTo(1e308);
  }

  @Test
  void aPatternThatIsNoneIsAProblemOfTheMapping() {
    assertThatThrownBy(() -> reader("type: date, format: \"yyyy-bb\""))
        .hasMessageContaining(
            "fields[0].format: found \"yyyy-bb\", accepted is iso, epoch-s, epoch-ms, or a pattern like yyyy-MM-dd HH:mm:ss");
  }

  @ParameterizedTest
  @CsvSource({
    "'type: timestamptz', none without a pattern as format",
    "'type: timestamptz, format: epoch-ms', none without a pattern as format",
    "'type: date, format: \"yyyy-MM-dd\"', none for date",
    "'type: int', none for int"
  })
  void aZoneThatWouldNotBeLookedAtIsAProblemOfTheMapping(String keys, String accepted) {
    assertThatThrownBy(() -> reader(keys + ", zone: Europe/London"))
        .hasMessageContaining("fields[0].zone: found \"Europe/London\", accepted is " + accepted);
  }

  /** What stands in quotes is text, even a Z. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss' Zone'",
        "yyyy-MM-dd HH:mm 'o''clock, Z'",
        "yyyy-MM-dd HH:mm '''Z'"
      })
  void aPatternWithAQuotedZoneLetterNeedsAZone(String format) {
    assertThatThrownBy(() -> reader("type: timestamptz, format: \"%s\"".formatted(format)))
        .hasMessageContaining(
            "fields[0].zone: found nothing, accepted is a time zone like Europe/London, since the format does not write one");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "yyyy-MM-dd'T'HH:mm:ssX, 2011-06-30T19:08:00Z",
        "yyyy-MM-dd HH:mm:ss''XXX'', 2011-06-30 19:08:00'Z'",
        "yyyy-MM-dd HH 'o''clock' mm 'at' VV, 2011-06-30 20 o'clock 08 at Europe/London"
      })
  void aPatternWithAZoneLetterOutsideOfQuotesNeedsNone(String format, String text)
      throws UnfitException {
    assertThat(reader("type: timestamptz, format: \"%s\"".formatted(format)).read(text))
        .isEqualTo(Instant.parse("2011-06-30T19:08:00Z").toEpochMilli());
  }

  @Test
  void theZoneOfTheMappingHoldsWhereAZIsTextOnly() throws UnfitException {
    assertThat(london("yyyy-MM-dd'T'HH:mm:ss'Z'").read("2011-06-30T20:08:00Z"))
        .isEqualTo(Instant.parse("2011-06-30T19:08:00Z").toEpochMilli());
  }

  private static ValueReader london(String format) {
    return reader("type: timestamptz, format: \"%s\", zone: Europe/London".formatted(format));
  }

  /** That of a field with these keys. */
  private static ValueReader reader(String keys) {
    return Mappings.parse(
            "m", "topic: t\nschema: demo.T\nfields:\n  - {name: a, from: a, %s}\n".formatted(keys))
        .fields()
        .get(0)
        .reader();
  }
}
