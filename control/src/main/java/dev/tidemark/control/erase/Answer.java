package dev.tidemark.control.erase;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.Console;
import dev.tidemark.control.TextTable;
import dev.tidemark.control.horizon.PointJson;
import dev.tidemark.definition.TableName;
import dev.tidemark.erase.ErasureReport;
import dev.tidemark.erase.Removed;
import dev.tidemark.lineage.Erasure;
import dev.tidemark.lineage.RecoveryPoint;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/** What an erasure did, would do, or what the ledger holds. The shapes are in the runbook. */
final class Answer {
  private final Console console;
  private final boolean json;
  private final TableName table;
  private final Schema schema;

  Answer(Console console, boolean json, TableName table, Schema schema) {
    this.console = console;
    this.json = json;
    this.table = table;
    this.schema = schema;
  }

  /** The ledger. */
  void print(List<Erasure> ledger) {
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode().put("table", table.toString());
      entries(all.putArray("ledger"), ledger);
      console.print(all.toPrettyString());
    } else if (ledger.isEmpty()) {
      console.print("Nobody was erased from %s.".formatted(table));
    } else {
      var lines = new TextTable("ID", "SINCE", "BY", "COLUMNS", "REASON");
      for (Erasure entry : ledger) {
        lines.add(
            entry.id(),
            entry.at().truncatedTo(ChronoUnit.SECONDS),
            entry.by(),
            String.join(",", columns(entry)),
            entry.reason());
      }
      lines.lines().forEach(console::print);
    }
  }

  /** What would go. */
  void printPlan(ErasureReport plan) {
    if (json) {
      console.print(json(plan).put("dryRun", true).toPrettyString());
    } else {
      console.print("%s, nothing is changed; this would go:".formatted(table));
      lines(plan).forEach(console::print);
    }
  }

  /**
   * What was done.
   *
   * @param savepoints of dropped recovery points that are not deleted yet
   */
  void print(ErasureReport report, int savepoints) {
    if (json) {
      ObjectNode all = json(report).put("dryRun", false).put("savepointsLeft", savepoints);
      entries(all.putArray("entries"), report.entries());
      console.print(all.toPrettyString());
    } else {
      console.print(
          (report.isNothing()
                  ? "%s: no row of the %d was found here; later rows of theirs stay out."
                  : "%s: %d erased; later rows of theirs stay out.")
              .formatted(table, report.entries().size()));
      lines(report).forEach(console::print);
    }
    if (savepoints > 0) {
      console.note(
          "%d savepoints of dropped recovery points are not deleted yet. `tidemark watch %s` does it in its next round."
              .formatted(savepoints, table));
    }
  }

  private static List<String> lines(ErasureReport report) {
    List<String> lines = new ArrayList<>();
    report.branches().forEach((branch, removed) -> lines.add(line("branch " + branch, removed)));
    lines.add(line("quarantine", report.quarantine()));
    lines.add(
        "  versions: %,d, and %,d of the quarantine"
            .formatted(report.versions(), report.quarantineVersions()));
    lines.add("  tags: " + listed(report.released().tags()));
    lines.add(
        "  recovery points: "
            + listed(
                report.released().points().stream()
                    .map(point -> "%s at version %d".formatted(point.run(), point.snapshotId()))
                    .toList()));
    return lines;
  }

  private static String line(String where, Removed removed) {
    return "  %s: %,d rows in %,d files, %,d files of deletes"
        .formatted(where, removed.rows(), removed.files(), removed.deletes());
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private ObjectNode json(ErasureReport report) {
    ObjectNode all = JsonNodeFactory.instance.objectNode().put("table", table.toString());
    ObjectNode branches = all.putObject("branches");
    report.branches().forEach((branch, removed) -> put(branches.putObject(branch), removed));
    put(all.putObject("quarantine"), report.quarantine());
    all.put("versions", report.versions()).put("quarantineVersions", report.quarantineVersions());
    ArrayNode tags = all.putArray("tags");
    report.released().tags().forEach(tags::add);
    ArrayNode points = all.putArray("points");
    for (RecoveryPoint point : report.released().points()) {
      PointJson.of(points.addObject(), point);
    }
    return all;
  }

  private static void put(ObjectNode json, Removed removed) {
    json.put("rows", removed.rows())
        .put("files", removed.files())
        .put("deleteFiles", removed.deletes());
  }

  private void entries(ArrayNode json, List<Erasure> entries) {
    for (Erasure entry : entries) {
      ArrayNode columns =
          json.addObject()
              .put("id", entry.id())
              .put("at", entry.at().toString())
              .put("by", entry.by())
              .put("reason", entry.reason())
              .putArray("columns");
      columns(entry).forEach(columns::add);
    }
  }

  private List<String> columns(Erasure entry) {
    return entry.hashes().keySet().stream().map(this::column).toList();
  }

  private String column(int id) {
    @Nullable String name = schema.findColumnName(id);
    return name == null ? "dropped column " + id : name;
  }
}
