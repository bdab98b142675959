package dev.tidemark.control;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a terminal shows. Asked of {@code stty} each time, since people resize their windows;
 * where that says nothing, the size that terminals have had since they were made of glass.
 */
public record TerminalSize(int rows, int columns) {
  public static final TerminalSize USUAL = new TerminalSize(24, 80);
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
  private static final File TERMINAL = new File("/dev/tty");

  /** Of the terminal that this process belongs to. */
  public static TerminalSize now() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      stty.waitFor(1, TimeUnit.SECONDS);
      return parse(answer);
    } catch (IOException nobody) {
      return USUAL;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  static TerminalSize parse(String answer) {
    Matcher size = SIZE.matcher(answer);
    if (!size.matches()) {
      return USUAL;
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return rows == 0 || columns == 0 ? USUAL : new TerminalSize(rows, columns);
  }
}
