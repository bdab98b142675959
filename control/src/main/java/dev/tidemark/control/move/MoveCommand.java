package dev.tidemark.control.move;

import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that says which run readers of one table see, or which none ever will again: in one
 * commit, signed by whoever typed it.
 */
public abstract class MoveCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  protected MoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public final Integer call() throws InterruptedException {
    TableName name = TableArgument.name(table);
    Environment environment = stack.environment();
    try (var opened = OpenTable.of(environment, name)) {
      move(
          new Moved(name, environment, stack.folder(), opened.table(), author.by(), console, json));
    }
    return 0;
  }

  /** Does it, and says what it did. */
  protected abstract void move(Moved table) throws InterruptedException;
}
