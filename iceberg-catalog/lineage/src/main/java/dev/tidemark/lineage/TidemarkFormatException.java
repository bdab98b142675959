package dev.tidemark.lineage;

/** A summary that cannot be read as a tidemark: written by a newer version, or damaged. */
public final class TidemarkFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TidemarkFormatException(String sentence) {
    super(sentence);
  }

  public TidemarkFormatException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
