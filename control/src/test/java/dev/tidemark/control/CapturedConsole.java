package dev.tidemark.control;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A console whose output a test reads; as the real one, and a terminal only if that is asked for.
 */
public final class CapturedConsole {
  /** Of a command that is advised, the first one only: one that is said twice is to be seen. */
  private static final Pattern FOLDER =
      Pattern.compile(
          "(?m)(\\btidemark [a-z]+\\b(?:(?!\\btidemark )[^`\\n])*?) --dir /[^\\s`]*?(?=[.,:;]?(?:[`\\s]|$))");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  public CapturedConsole() {
    this(false);
  }

  private CapturedConsole(boolean terminal) {
    console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal);
  }

  /** One that takes the test for a person, who can be asked. */
  public static CapturedConsole terminal() {
    return new CapturedConsole(true);
  }

  public Console console() {
    return console;
  }

  public String out() {
    return plain(out);
  }

  public String err() {
    return plain(err);
  }

  /** All of what is on standard output. */
  public String wholeOut() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** All of what is on standard error. */
  public String wholeErr() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Without the folder that the commands of advice name, another one in each test. */
  private static String plain(ByteArrayOutputStream bytes) {
    return FOLDER.matcher(bytes.toString(StandardCharsets.UTF_8)).replaceAll("$1");
  }
}
