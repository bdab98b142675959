package dev.tidemark.lineage;

/**
 * The catalog or its storage gave no answer for as long as a person waits. Whether the last try
 * landed is not known; repeating the operation finds out, and is safe.
 */
public final class UnansweredException extends RefusedException {
  private static final long serialVersionUID = 1L;

  UnansweredException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
