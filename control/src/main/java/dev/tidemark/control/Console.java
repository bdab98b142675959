package dev.tidemark.control;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where commands write: results to standard output, everything else to standard error. Colours and
 * lines that overwrite themselves appear on a terminal only.
 */
public final class Console {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final Duration PROGRESS_ON_A_TERMINAL = Duration.ofSeconds(1);
  private static final Duration PROGRESS_IN_LINES = Duration.ofSeconds(10);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private UnaryOperator<String> advice = text -> text;
  private boolean progressShown;
  private boolean spoken;

  /** Lines of the last frame, as long as it is the last thing on the screen. */
  private int drawn;

  public Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** The process's own streams; the launcher says whether they are a terminal. */
  public static Console system() {
    return new Console(System.out, System.err, Boolean.getBoolean("tidemark.terminal"));
  }

  /** How commands that are advised are completed, in what is no result. */
  public void completeAdvice(UnaryOperator<String> completion) {
    advice = completion;
  }

  /** A text that advises a command, for a result. */
  public String advising(String text) {
    return advice.apply(text);
  }

  /** Standard output, for help. */
  public PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** Standard error, for wrong usage. */
  public PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  public boolean isTerminal() {
    return terminal;
  }

  /** A result. */
  public synchronized void print(String text) {
    endProgress();
    drawn = 0;
    spoken = true;
    out.println(text);
    out.flush();
  }

  /** Something that the user should know and that is no result. */
  public synchronized void note(String text) {
    endProgress();
    drawn = 0;
    spoken = true;
    err.println(advice.apply(text));
  }

  public synchronized void failure(String text) {
    endProgress();
    drawn = 0;
    spoken = true;
    err.println(styled(Style.RED, "tidemark: ") + advice.apply(text));
  }

  /** How often a command that waits should say {@link #progress}: lines stay, in a log for good. */
  public Duration progressEvery() {
    return terminal ? PROGRESS_ON_A_TERMINAL : PROGRESS_IN_LINES;
  }

  /** Replaces the progress line on a terminal; elsewhere a line of its own. */
  public synchronized void progress(String text) {
    drawn = 0;
    if (terminal) {
      err.print(CLEAR_LINE + text);
      err.flush();
      progressShown = true;
    } else {
      err.println(text);
    }
  }

  /**
   * Replaces the frame drawn before, if nothing else was said meanwhile. For a terminal only, and
   * for frames that fit it.
   */
  public synchronized void draw(List<String> frame) {
    endProgress();
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A");
    }
    text.append("\r\u001b[J");
    frame.forEach(line -> text.append(line).append('\n'));
    out.print(text);
    out.flush();
    drawn = frame.size();
    spoken = true;
  }

  /** Whether anything was said but progress. */
  public synchronized boolean hasSpoken() {
    return spoken;
  }

  public String styled(Style style, String text) {
    return terminal ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }

  private void endProgress() {
    if (progressShown) {
      err.print(CLEAR_LINE);
      err.flush();
      progressShown = false;
    }
  }

  /** How a piece of text stands out on a terminal. */
  public enum Style {
    BOLD("1"),
    FAINT("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }
}
