package dev.tidemark.control.load;

import dev.tidemark.control.Console;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens to rows that do not fit: the first one ends the load, or all are named. */
final class UnfitRows implements Loader.UnfitLines {
  private static final int NAMED_AT_MOST = 100;

  /** What a row that does not fit does. */
  enum OnError {
    /** Ends the load. */
    fail,
    /** Is named and counted. */
    skip,
    /** Is written to a file, named and counted. */
    quarantine
  }

  private final Console console;
  private final Path file;
  private final OnError onError;
  private final @Nullable Quarantine quarantine;
  private long named;

  UnfitRows(Console console, Path file, OnError onError, @Nullable Quarantine quarantine) {
    this.console = console;
    this.file = file;
    this.onError = onError;
    this.quarantine = quarantine;
  }

  @Override
  public boolean take(Line line, long ordinal, UnfitException reason) {
    String where = line.position().text();
    if (onError == OnError.fail) {
      console.failure(
          "%s of %s does not fit: %s. Mend it, or pass --on-error skip or quarantine."
              .formatted(capital(where), file, reason.getMessage()));
      return false;
    }
    if (quarantine != null) {
      quarantine.add(line, ordinal, reason);
    }
    named++;
    if (named <= NAMED_AT_MOST) {
      console.note("%s does not fit: %s".formatted(where, reason.getMessage()));
    } else if (named == NAMED_AT_MOST + 1) {
      console.note(
          quarantine == null
              ? "More rows do not fit; from here on they are only counted. --on-error quarantine keeps them all."
              : "More rows do not fit; from here on they are only in %s."
                  .formatted(quarantine.file()));
    }
    return true;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
