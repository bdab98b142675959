package dev.tidemark.query;

/** A query that cannot be answered, for a reason that whoever asked can act on. */
final class QueryFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryFailure(String sentence) {
    super(sentence);
  }

  QueryFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
