package dev.tidemark.control.command;

import dev.tidemark.catalog.NoAnswer;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;

/** Finds in what a library threw that somebody did not answer, or not as wanted. */
final class Unreachable {
  private Unreachable() {}

  /** Says so; empty if that was not it. */
  static Optional<String> sentence(Throwable failure) {
    return NoAnswer.sentence(failure, each -> each instanceof TimeoutException);
  }
}
