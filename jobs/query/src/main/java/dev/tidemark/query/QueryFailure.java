package dev.tidemark.query;

/** A query that cannot be answered, for a reason that whoever asked can act on. */
final class QueryFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of reason; each has an exit code, the same as the command has for it. */
  enum Kind {
    /** What was asked for is not there, or the answer cannot be computed. */
    UNFIT(1),
    /** The statement is no SQL, does more than read, or names what there is not. */
    NOT_UNDERSTOOD(2),
    /** Catalog or storage does not answer. */
    UNREACHABLE(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final Kind kind;

  private QueryFailure(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  QueryFailure(String sentence) {
    super(sentence);
    this.kind = Kind.UNFIT;
  }

  QueryFailure(String sentence, Throwable cause) {
    this(Kind.UNFIT, sentence, cause);
  }

  private QueryFailure(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  static QueryFailure notUnderstood(String sentence) {
    return new QueryFailure(Kind.NOT_UNDERSTOOD, sentence);
  }

  static QueryFailure notUnderstood(String sentence, Throwable cause) {
    return new QueryFailure(Kind.NOT_UNDERSTOOD, sentence, cause);
  }

  static QueryFailure unreachable(String sentence, Throwable cause) {
    return new QueryFailure(Kind.UNREACHABLE, sentence, cause);
  }

  Kind kind() {
    return kind;
  }
}
