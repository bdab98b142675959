package dev.tidemark.compare.rows;

/** Two versions that cannot be compared. The message is one sentence: fact, value, next step. */
public final class UncomparableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UncomparableException(String sentence) {
    super(sentence);
  }
}
