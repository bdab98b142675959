package dev.tidemark.control.command;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.definition.InvalidDefinitionException;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.lineage.TidemarkFormatException;
import dev.tidemark.lineage.UnansweredException;
import picocli.CommandLine;

/**
 * What the command's exit codes mean, by kind of fault: 0 done; {@value #NO}, what was asked for is
 * not there, does not fit, or the answer is no; 2 not understood; {@value #REFUSED} refused, since
 * the table as it is does not allow it, and nothing was changed; {@value #UNREACHABLE} something
 * does not answer; {@value #FAULT} a fault of Tidemark's own.
 */
final class ExitCodes {
  static final int NO = 1;
  static final int REFUSED = 3;
  static final int UNREACHABLE = 4;
  static final int FAULT = 5;

  private ExitCodes() {}

  /**
   * The code of a command that ended with this.
   *
   * @param unfit the command's own code for what is not there or does not fit
   */
  static int of(Throwable failure, int unfit) {
    if (failure instanceof CommandFailure said) {
      return switch (said.kind()) {
        case UNFIT -> unfit;
        case NOT_UNDERSTOOD -> CommandLine.ExitCode.USAGE;
        case REFUSED -> REFUSED;
        case UNREACHABLE -> UNREACHABLE;
        case FAULT -> FAULT;
      };
    }
    if (failure instanceof UnansweredException) {
      return UNREACHABLE;
    }
    if (failure instanceof RefusedException) {
      return REFUSED;
    }
    if (isForeseen(failure)) {
      return unfit;
    }
    return Unreachable.sentence(failure).isPresent() ? UNREACHABLE : FAULT;
  }

  /** Whether its message is a sentence for the user. */
  static boolean isForeseen(Throwable failure) {
    return failure instanceof CommandFailure
        || failure instanceof InvalidDefinitionException
        || failure instanceof RefusedException
        || failure instanceof TidemarkFormatException;
  }
}
