package dev.tidemark.lineage;

/**
 * An operation on a live table that must not, or could not, be done. The message is one sentence
 * for people: fact, value, next step. Repeating the operation is safe.
 */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String sentence) {
    super(sentence);
  }

  public RefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
