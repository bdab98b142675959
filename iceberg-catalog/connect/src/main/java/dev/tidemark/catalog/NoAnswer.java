package dev.tidemark.catalog;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/** Finds in what a library threw that a service did not answer, or not as wanted. */
public final class NoAnswer {
  private NoAnswer() {}

  /** Says so; empty if that was not it. */
  public static Optional<String> sentence(Throwable failure) {
    return sentence(failure, other -> false);
  }

  /**
   * The same for who speaks with more than catalog and storage.
   *
   * @param silence whether an exception of another client says that nobody answers
   */
  public static Optional<String> sentence(Throwable failure, Predicate<Throwable> silence) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (isSilence(each) || silence.test(each)) {
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
