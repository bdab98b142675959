package dev.tidemark.control.example;

/** Examples that are not understood; nothing was run. */
final class UnreadableExamplesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableExamplesException(String sentence) {
    super(sentence);
  }
}
