package dev.tidemark.catalog;

/**
 * A catalog that does not keep what Tidemark relies on. The message is one sentence with the
 * reason.
 */
public final class UnfitCatalogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitCatalogException(String sentence) {
    super(sentence);
  }

  public UnfitCatalogException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
