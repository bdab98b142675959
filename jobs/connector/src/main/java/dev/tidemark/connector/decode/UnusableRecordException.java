package dev.tidemark.connector.decode;

/** Carries a record's fault from where it is found to where it becomes data; it never escapes. */
final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Rejected.Reason reason;

  UnusableRecordException(Rejected.Reason reason, String message) {
    // Without a stack trace: in a stream of nothing but bad records it would cost more than
    // decoding.
    super(message, null, false, false);
    this.reason = reason;
  }

  Rejected.Reason reason() {
    return reason;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
