package dev.tidemark.control.command;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Finds in what a library threw that somebody did not answer, or not as wanted. */
final class Unreachable {
  private Unreachable() {}

  /** Says so; empty if that was not it. */
  static Optional<String> sentence(Throwable failure) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (isSilence(each)) {
        return Optional.of(
            "Cannot reach what this command needs: %s. See with `tidemark doctor` what does not answer."
                .formatted(text(failure, each)));
      }
      if (isRefusal(each)) {
        return Optional.of(
            "The catalog or its storage refuses: %s. Check the keys and rights in the environment or profile."
                .formatted(text(failure, each)));
      }
    }
    return Optional.empty();
  }

  private static boolean isSilence(Throwable each) {
    return each instanceof SocketException
        || each instanceof SocketTimeoutException
        || each instanceof UnknownHostException
        || each instanceof HttpTimeoutException
        || each instanceof TimeoutException
        || each instanceof ServiceFailureException
        || each instanceof ServiceUnavailableException;
  }

  private static boolean isRefusal(Throwable each) {
    return each instanceof ForbiddenException || each instanceof NotAuthorizedException;
  }

  /** The outermost says what was tried, the found one what happened. */
  private static String text(Throwable outermost, Throwable found) {
    String what = String.valueOf(outermost.getMessage()).lines().findFirst().orElse("");
    return outermost.equals(found) || what.contains(String.valueOf(found.getMessage()))
        ? what
        : what + ": " + found;
  }
}
