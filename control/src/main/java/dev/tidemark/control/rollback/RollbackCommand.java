package dev.tidemark.control.rollback;

import dev.tidemark.control.Console;
import dev.tidemark.control.move.MainNow;
import dev.tidemark.control.move.MoveCommand;
import dev.tidemark.control.move.Moved;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark rollback}: readers see an older version, and the table is held. */
@Command(
    name = "rollback",
    description = {
      "Show readers an older version of a table and hold it there until a promote. No job is"
          + " stopped; runs go on committing to their branches.",
      "One commit; killed at any moment it was done or was not, and may be repeated with the"
          + " version that it named."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark rollback shop.order_lines --to 4711 --reason 'bad prices'   a version of history",
      "  tidemark rollback order_lines --to 2026-01-20T08:00:00Z              what readers saw then",
      "  tidemark rollback order_lines --to -10m",
      "  tidemark rollback order_lines --to 'before order-lines:2:18400'      the newest version"
          + " without that event"
    })
public final class RollbackCommand extends MoveCommand {
  private static final int NAMED = 4;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      required = true,
      description = "A version, a time, or 'before TOPIC:PARTITION:OFFSET'.")
  private String to = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for status and history.")
  private String reason = "";

  public RollbackCommand(Console console) {
    super(console);
  }

  @Override
  protected void move(Moved table) {
    LiveTable live = table.live();
    Version target = new RollbackTarget(live).resolve(to, Instant.now());
    table.note(plan(live, target));
    String why = reason.isEmpty() ? "rollback to " + to : reason;
    Marker marker = live.rollback(target.snapshotId(), table.by(), why);
    table.print(marker, table.undo());
  }

  private static String plan(LiveTable live, Version target) {
    Optional<Tidemark> kept = live.version(target.snapshotId()).flatMap(RollbackTarget::tidemark);
    List<PartitionLag> taken =
        live.head("main")
            .map(shown -> PartitionLag.between(kept.orElse(null), shown))
            .orElse(List.of());
    return "Rolling %s back to version %d of %s (%s); this takes %,d events from readers%s."
        .formatted(
            live.name(),
            target.snapshotId(),
            target.at(),
            MainNow.seen(kept),
            PartitionLag.total(taken),
            taken.isEmpty() ? "" : ": " + byPartition(taken));
  }

  private static String byPartition(List<PartitionLag> taken) {
    return taken.stream()
        .limit(NAMED)
        .map(lag -> "%,d of %s".formatted(lag.events(), lag.name()))
        .collect(Collectors.joining(", ", "", taken.size() > NAMED ? ", …" : ""));
  }
}
