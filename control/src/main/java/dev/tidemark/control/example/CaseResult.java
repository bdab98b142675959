package dev.tidemark.control.example;

import java.time.Duration;

/** What came out of one case. */
record CaseResult(Example example, Duration took, Outcome outcome) {
  /** Kinds of coming out. */
  sealed interface Outcome {
    /** Rows and quarantine are as expected. */
    record Equal() implements Outcome {}

    /** Rows or quarantine are not. */
    record Different(RowDiff rows, RejectDiff rejects) implements Outcome {}

    /** There are no rows to compare. */
    record Failed(String sentence) implements Outcome {}
  }

  boolean isEqual() {
    return outcome instanceof Outcome.Equal;
  }
}
