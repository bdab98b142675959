package dev.tidemark.local;

/**
 * The stack, or a process of it, cannot do what was asked. The message is a sentence that says what
 * to do, and names the log where there is one.
 */
public final class LocalStackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalStackException(String sentence) {
    super(sentence);
  }

  LocalStackException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
