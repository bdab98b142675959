package dev.tidemark.control.erase;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.lineage.ErasureKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to erase. No message repeats a value: messages are kept in logs. */
final class KeyOptions {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--key",
      paramLabel = "COLUMN=VALUE[,COLUMN=VALUE]",
      description = {
        "Whose rows: those that have all these values. Several --key are several persons. A shell's",
        "history keeps what is typed; --keys-from keeps it out of there."
      })
  private List<String> keys = List.of();

  @Option(
      names = "--keys-from",
      paramLabel = "FILE",
      description = "More of them, one a line; - is standard input.")
  private @Nullable String file;

  boolean areGiven() {
    return !keys.isEmpty() || file != null;
  }

  boolean takeStandardInput() {
    return STANDARD_INPUT.equals(file);
  }

  /**
   * Reads all of them.
   *
   * @throws CommandFailure if there is none, or one does not fit the table
   */
  List<ErasureKey> read(Schema schema) {
    List<String> texts = new ArrayList<>(keys);
    texts.addAll(lines());
    if (texts.isEmpty()) {
      throw new CommandFailure(
          "Nobody is named: give --key COLUMN=VALUE, or --keys-from a file with one such key a line.");
    }
    try {
      return texts.stream().map(text -> ErasureKey.parse(schema, text)).distinct().toList();
    } catch (IllegalArgumentException unfit) {
      throw new CommandFailure(String.valueOf(unfit.getMessage()), unfit);
    }
  }

  private List<String> lines() {
    if (file == null) {
      return List.of();
    }
    try {
      String text =
          takeStandardInput()
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(file));
      return text.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException unreadable) {
      throw new CommandFailure(
          "Cannot read the keys from %s: %s. Give a text file in UTF-8, one key a line."
              .formatted(file, unreadable),
          unreadable);
    }
  }

  /**
   * The ledger is kept for ever, so a reason that names the person would undo the erasure.
   *
   * @throws CommandFailure if a text that is to be kept has one of the values as a word
   */
  static void requireNobodyIn(String option, String text, List<ErasureKey> keys) {
    for (ErasureKey key : keys) {
      for (String value : key.values().values()) {
        if (Pattern.compile("(?<!\\w)" + Pattern.quote(value) + "(?!\\w)").matcher(text).find()) {
          throw new CommandFailure(
              "What %s says is kept for ever, and it has a value that is to be erased. Say it without, with the number of the request for instance."
                  .formatted(option));
        }
      }
    }
  }
}
