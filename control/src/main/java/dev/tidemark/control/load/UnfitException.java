package dev.tidemark.control.load;

/** A value or a line that does not fit; a part of the ordinary course, so without a stack trace. */
public final class UnfitException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param reason found and accepted, as part of a sentence
   */
  public UnfitException(String reason) {
    super(reason, null, false, false);
  }
}
