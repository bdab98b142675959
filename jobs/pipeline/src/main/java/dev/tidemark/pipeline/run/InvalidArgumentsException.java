package dev.tidemark.pipeline.run;

import java.util.List;

/** The arguments of a job cannot be used; all that is wrong with them, one sentence a line. */
public final class InvalidArgumentsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidArgumentsException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
