package dev.tidemark.lineage;

/**
 * An operation on a live table that must not be done in the state the table is in. The message is
 * one sentence for people: fact, value, next step. Nothing was changed.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String sentence) {
    super(sentence);
  }
}
