package dev.tidemark.control;

import picocli.CommandLine.Option;

/** Who does something to a table; it stands in the table's history. */
public final class AuthorOption {
  @Option(
      names = "--by",
      paramLabel = "WHO",
      defaultValue = "${sys:user.name}",
      description = "Who does it, for the history; default ${DEFAULT-VALUE}.")
  private String by = "";

  /** The name. */
  public String by() {
    return by;
  }
}
