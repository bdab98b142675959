package dev.tidemark.control;

/**
 * A command that cannot do its work, for a reason that its user can act on. The message is the
 * whole output: fact, value, next step.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CommandFailure(String sentence) {
    super(sentence);
  }

  public CommandFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
