package dev.tidemark.control.erase;

import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.horizon.SavepointDisposal;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.TableName;
import dev.tidemark.erase.Erasing;
import dev.tidemark.erase.ErasureReport;
import dev.tidemark.lineage.ErasureKey;
import dev.tidemark.lineage.Erasures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark erase}: a person's rows leave a table and stay out. */
@Command(
    name = "erase",
    description = {
      "Take a person's rows out of every branch, the quarantine and every version of a table, beside"
          + " the runs that write it, and keep them out of what comes later and of later runs. Tags,"
          + " recovery points and versions that hold them are dropped, and named.",
      "There is no way back. The ledger that stays has salted hashes in place of values. Topics keep"
          + " their events.",
      "Safe to end at any moment and to repeat: it goes on with what is left."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark erase shop.customer_360 --key account_id=A17 --reason 'request 4711' --dry-run",
      "  tidemark erase shop.customer_360 --key account_id=A17 --reason 'request 4711' --yes",
      "  tidemark erase shop.customer_360 --keys-from requests.txt --reason 'requests of May' --yes",
      "  tidemark erase shop.customer_360 --list"
    })
public final class EraseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Mixin private KeyOptions keys = new KeyOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; stays in the ledger, so it must not name the person.")
  private String reason = "";

  @Option(names = "--dry-run", description = "Say what would go, and change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--list",
      description = "Print the ledger: when, by whom, why and by which columns; no values.")
  private boolean list;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public EraseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    TableName name = TableArgument.name(table);
    requireSense(name);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      var answer = new Answer(console, json, name, opened.table().table().schema());
      if (list) {
        answer.print(ledger(opened, name).list());
      } else {
        erase(opened, name, answer);
      }
    }
    return 0;
  }

  private void requireSense(TableName name) {
    if (list && keys.areGiven()) {
      throw new CommandFailure(
          "--list prints the whole ledger, which has no values to look for. Give it without --key and --keys-from.");
    }
    boolean canAsk = console.isTerminal() && !json && !keys.takeStandardInput();
    if (!list && !dryRun && !yes && !canAsk) {
      throw CommandFailure.refused(
          "Erasing from %s cannot be taken back, and nobody can be asked here. Look at what would go with --dry-run, then pass --yes."
              .formatted(name));
    }
  }

  private static Erasures ledger(OpenTable opened, TableName name) {
    return Erasures.of(opened.catalog(), TableArgument.identifier(name), Clock.systemUTC());
  }

  private void erase(OpenTable opened, TableName name, Answer answer) throws InterruptedException {
    List<ErasureKey> wanted = keys.read(opened.table().table().schema());
    KeyOptions.requireNobodyIn("--reason", reason, wanted);
    KeyOptions.requireNobodyIn("--by", author.by(), wanted);
    Erasing erasing =
        Erasing.of(opened.catalog(), TableArgument.identifier(name), Clock.systemUTC());
    if (dryRun) {
      answer.printPlan(erasing.plan(wanted));
    } else {
      if (!yes) {
        answer.printPlan(erasing.plan(wanted));
        requireYes(name);
      }
      ErasureReport report = erasing.perform(wanted, author.by(), reason, this::say);
      answer.print(report, disposeSavepoints(opened, name));
    }
  }

  /** What is dropped stays on the terminal. */
  private void say(String step) {
    if (step.startsWith("dropping")) {
      console.note(step);
    } else {
      console.progress(step);
    }
  }

  private void requireYes(TableName name) {
    console.note("This cannot be taken back. Type yes to erase:");
    try {
      // Closing it would close the process's own.
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      if (!"yes".equals(Optional.ofNullable(input.readLine()).orElse("").strip())) {
        throw CommandFailure.refused(
            "Nothing was erased from %s. Answer with yes, or pass --yes.".formatted(name));
      }
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  /** Gives how many savepoints of dropped points are left. */
  private int disposeSavepoints(OpenTable opened, TableName name) throws InterruptedException {
    var disposal = new SavepointDisposal(opened.table().leftSavepoints(), console);
    if (disposal.forgotten() > 0) {
      Optional<FlinkRest> flink =
          RunRecord.all(stack.folder(), name).stream()
              .filter(RunRecord::isRunning)
              .findFirst()
              .map(running -> new FlinkRest(running.restUrl().orElseThrow()));
      if (flink.isPresent()) {
        disposal.disposeForgotten(flink.get());
      }
    }
    return disposal.forgotten();
  }
}
