package dev.tidemark.control.maintain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.TableName;
import dev.tidemark.maintenance.Compacted;
import dev.tidemark.maintenance.Maintenance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a round did, for people and for programs. Steps that were not asked for are not in it. */
final class Report {
  private final boolean dryRun;
  private @Nullable Compacted compacted;
  private Maintenance.@Nullable Expired expired;
  private @Nullable List<String> orphans;

  Report(boolean dryRun) {
    this.dryRun = dryRun;
  }

  void compacted(Compacted done) {
    compacted = done;
  }

  void expired(Maintenance.Expired done) {
    expired = done;
  }

  void orphans(List<String> removed) {
    orphans = removed;
  }

  String text(TableName table) {
    List<String> parts = new ArrayList<>();
    if (compacted != null) {
      parts.add(text(compacted));
    }
    if (expired != null) {
      parts.add(text(expired));
    }
    if (orphans != null) {
      parts.add("%,d orphans %s".formatted(orphans.size(), dryRun ? "found" : "removed"));
    }
    return table + (dryRun ? ", dry run: " : ": ") + String.join("; ", parts);
  }

  private String text(Compacted done) {
    if (done.groups() == 0 && done.deletes() == 0 && done.skipped() == 0) {
      return "nothing to compact";
    }
    String files = "%,d files (%,d KB)".formatted(done.filesBefore(), done.bytesBefore() / 1024);
    String skipped =
        done.skipped() == 0 ? "" : ", %d groups left for the next time".formatted(done.skipped());
    return dryRun
        ? files + " to rewrite"
        : "%s rewritten into %,d, %,d rows, %,d settled delete files removed%s"
            .formatted(files, done.filesAfter(), done.rows(), done.deletes(), skipped);
  }

  private String text(Maintenance.Expired done) {
    return dryRun
        ? "%,d versions to forget".formatted(done.versions())
        : "%,d versions forgotten (%,d of the quarantine), %d tagged to stay, %d tags released"
            .formatted(done.versions(), done.quarantineVersions(), done.kept(), done.released());
  }

  /** The shape is described in {@code docs/maintenance.md}. */
  ObjectNode json(TableName table) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("table", table.toString()).put("dryRun", dryRun);
    if (compacted != null) {
      json.putObject("compact")
          .put("groups", compacted.groups())
          .put("filesBefore", compacted.filesBefore())
          .put("filesAfter", compacted.filesAfter())
          .put("rows", compacted.rows())
          .put("bytesBefore", compacted.bytesBefore())
          .put("deleteFiles", compacted.deletes())
          .put("skippedGroups", compacted.skipped());
    }
    if (expired != null) {
      json.putObject("expire")
          .put("versions", expired.versions())
          .put("quarantineVersions", expired.quarantineVersions())
          .put("tagged", expired.kept())
          .put("released", expired.released());
    }
    if (orphans != null) {
      var files = json.putArray("orphans");
      orphans.forEach(files::add);
    }
    return json;
  }
}
