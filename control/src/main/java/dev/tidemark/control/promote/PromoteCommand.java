package dev.tidemark.control.promote;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.move.MainNow;
import dev.tidemark.control.move.MoveCommand;
import dev.tidemark.control.move.Moved;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.Tidemark;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark promote}: gives the lead to a run. */
@Command(
    name = "promote",
    description = {
      "Give the lead to a run: readers see its branch from then on, and every epoch that it"
          + " commits. The run that led goes on beside it, so that undo can give the lead back.",
      "One commit; killed at any moment it was done or was not, and may be repeated."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark promote shop.order_lines r2 --wait --reason 'replayed without the bad batch'",
      "  tidemark promote order_lines r2 --wait --timeout 10m --json",
      "  tidemark promote order_lines r2 --allow-regress"
    })
public final class PromoteCommand extends MoveCommand {
  @Parameters(index = "1", paramLabel = "RUN", description = "The run that shall lead, like r2.")
  private String run = "";

  @Option(names = "--wait", description = "Wait until the run is behind the lead nowhere.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      defaultValue = "5m",
      description = "How long --wait waits; default ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--allow-regress",
      description = "Promote it although it is behind: readers see fewer events for a while.")
  private boolean allowRegress;

  @Option(
      names = "--discard-foreign",
      description = "Drop from main what another engine wrote there.")
  private boolean discardForeign;

  @Option(
      names = "--other-definition",
      description = "Promote it although it runs another version of the definition.")
  private boolean otherDefinition;

  @Option(
      names = "--definition",
      paramLabel = "FOLDER",
      description = "Where the checks are declared; default the built-in definition of the table.")
  private @Nullable String definition;

  @Option(names = "--skip-checks", description = "Promote it without asking the declared checks.")
  private boolean skipChecks;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  public PromoteCommand(Console console) {
    super(console);
  }

  @Override
  protected void move(Moved table) throws InterruptedException {
    LiveTable live = table.live();
    boolean leads = live.lead().filter(run::equals).isPresent();
    requireSameDefinition(live);
    table.note(
        leads
            ? "Run %s leads %s already.".formatted(run, table.name())
            : "Promoting %s/%s; readers see %s now."
                .formatted(table.name(), run, MainNow.seen(live.head("main"))));
    if (!leads && !skipChecks) {
      requireChecks(table);
    }
    var wish = new Promotion(run, table.by(), reason, allowRegress, discardForeign);
    Marker marker =
        new Patience(table.console(), wait ? timeout : Duration.ZERO)
            .until(() -> live.promote(wish));
    table.print(marker, leads ? null : table.undo());
    table.liftQuota(run, "repeat the command");
    table.noteIfIdle();
  }

  private void requireChecks(Moved table) throws InterruptedException {
    Optional<TableDefinition> declared = declared(table.name());
    if (declared.isEmpty() || declared.get().checks().isEmpty()) {
      return;
    }
    table.note(
        "Asking the %d checks of its definition …".formatted(declared.get().checks().size()));
    new Checks(declared.get(), run).require(table.environment());
  }

  private Optional<TableDefinition> declared(TableName name) {
    if (definition == null) {
      return Definitions.builtInNames().stream()
          .map(Definitions::builtIn)
          .filter(it -> it.name().equals(name))
          .findFirst();
    }
    TableDefinition read = Definitions.named(definition);
    if (!read.name().equals(name)) {
      throw new CommandFailure(
          "The definition in %s is of table %s, not of %s. Give the table's own folder, or --skip-checks."
              .formatted(definition, read.name(), name));
    }
    return Optional.of(read);
  }

  /** Readers must not find other columns or other rows by accident. */
  private void requireSameDefinition(LiveTable live) {
    Optional<Tidemark> shown = live.head("main");
    Optional<Tidemark> own =
        live.runs().stream().filter(it -> it.id().equals(run)).findFirst().flatMap(Run::head);
    if (otherDefinition || shown.isEmpty() || own.isEmpty()) {
      return;
    }
    if (!own.get().definition().equals(shown.get().definition())) {
      throw CommandFailure.refused(
          "Cannot promote %s/%s: it runs definition %s, readers see definition %s. If the change is meant, pass --other-definition."
              .formatted(live.name(), run, own.get().definition(), shown.get().definition()));
    }
  }
}
