package dev.tidemark.connector.plan;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The run cannot go on, and trying again cannot help: another run's events are where its own should
 * be, a topic is another topic now, offsets are gone. Flink fails the job without a restart; the
 * message says what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunRefusedException(String sentence) {
    super(sentence);
  }
}
