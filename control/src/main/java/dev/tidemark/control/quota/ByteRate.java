package dev.tidemark.control.quota;

import dev.tidemark.control.CommandFailure;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes a second as people write them, in powers of a thousand. */
public final class ByteRate {
  static final String ACCEPTED =
      "a whole number with its unit, like 500 kB/s, 10 MB/s or 1 GB/s (1 kB is 1000 bytes)";
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(B|kB|KB|MB|GB)/s");
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "kB", 1_000L, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);

  private ByteRate() {}

  /**
   * Reads the written form; the space may be missing.
   *
   * @throws CommandFailure for anything else, and for 0
   */
  static long parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    long rate =
        written.matches()
            ? Long.parseLong(written.group(1)) * UNITS.getOrDefault(written.group(2), 0L)
            : 0;
    if (rate == 0) {
      throw new CommandFailure(
          "--quota \"%s\" is no rate: accepted is %s, or none.".formatted(text, ACCEPTED));
    }
    return rate;
  }

  /** Writes a rate for people, in the largest unit that fits. */
  public static String of(long bytesPerSecond) {
    if (bytesPerSecond < 1_000) {
      return bytesPerSecond + " B/s";
    }
    if (bytesPerSecond < 1_000_000) {
      return in(bytesPerSecond / 1e3, "kB/s");
    }
    return bytesPerSecond < 1_000_000_000
        ? in(bytesPerSecond / 1e6, "MB/s")
        : in(bytesPerSecond / 1e9, "GB/s");
  }

  private static String in(double number, String unit) {
    double rounded = Math.round(number * 10) / 10.0;
    return String.format(
        Locale.ROOT, rounded == Math.rint(rounded) ? "%.0f %s" : "%.1f %s", rounded, unit);
  }
}
