package dev.tidemark.control.command;

import dev.tidemark.control.Console;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark completion}: what a shell needs to complete the command. */
@Command(
    name = "completion",
    description = {
      "Print a script with which bash and zsh complete commands and options of tidemark.",
      "It completes the word tidemark: put this folder on PATH, or an alias."
    },
    footer = {
      "",
      "Examples:",
      "  source <(tidemark completion)",
      "  tidemark completion >~/.local/share/bash-completion/completions/tidemark"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final Console console;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.print(AutoComplete.bash("tidemark", spec.root().commandLine()));
    return 0;
  }
}
