package dev.tidemark.control.command;

import dev.tidemark.control.StackOptions;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Has the commands that sentences advise work as printed. Whoever typed where things are ({@code
 * --dir}, {@code --profile}, {@code --config}) is advised commands that say so too; without, they
 * would be about the stack in the default folder, which may have a table of the same name.
 */
final class Advice {
  private static final Pattern COMMAND =
      Pattern.compile("(`?)\\btidemark ([a-z]+)\\b(?:([^`\\n]*)`)?");

  private final List<String> where;
  private final Supplier<CommandLine> all;
  private @Nullable CommandLine commands;

  /**
   * @param all the commands, asked for their options when the first advice is given
   */
  Advice(Supplier<CommandLine> all, String... line) {
    this.all = all;
    this.where = StackOptions.typed(line);
  }

  /** A text with its commands completed; one that says where things are itself stays as it is. */
  String complete(String text) {
    if (where.isEmpty() || text.contains(where.get(0) + " ")) {
      return text;
    }
    return COMMAND.matcher(text).replaceAll(found -> Matcher.quoteReplacement(complete(found)));
  }

  private String complete(MatchResult found) {
    if (commands == null) {
      commands = all.get();
    }
    CommandLine command = commands.getSubcommands().get(found.group(2));
    if (command == null || command.getCommandSpec().findOption("--dir") == null) {
      return found.group();
    }
    String words = " " + String.join(" ", where);
    boolean quoted = found.group(1).equals("`") && found.group(3) != null;
    return quoted
        ? "`tidemark %s%s%s`".formatted(found.group(2), found.group(3), words)
        : found.group().replaceFirst("tidemark [a-z]+", "$0" + Matcher.quoteReplacement(words));
  }
}
