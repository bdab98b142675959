package dev.tidemark.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Says how far the benchmark is, on standard error: the results alone are on standard output. */
public final class Progress {
  private final PrintStream out;

  Progress(PrintStream out) {
    this.out = out;
  }

  public void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** The machine's load average of the last minute. */
  public static double load() {
    return Machine.loadNow();
  }
}
