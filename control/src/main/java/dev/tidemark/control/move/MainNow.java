package dev.tidemark.control.move;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.Console;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.Tidemark;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What readers of {@code main} see after a command has moved it, and how that is taken back.
 *
 * <p>As JSON: {@code table}, {@code version} (the snapshot under {@code main}), {@code lead} (null
 * while held), {@code readers} ({@code run}, {@code epoch} and {@code id} of the newest tidemark;
 * null for the empty beginning), {@code marker} ({@code kind}, {@code by}, {@code at}, {@code
 * reason}, {@code from}, {@code to}) and {@code undo}, the command that takes it back.
 */
public final class MainNow {
  private final LiveTable table;
  private final Marker marker;
  private final @Nullable String undo;

  /**
   * @param undo the command that takes it back; null if there is none
   */
  public MainNow(LiveTable table, Marker marker, @Nullable String undo) {
    this.table = table;
    this.marker = marker;
    this.undo = undo;
  }

  /** Prints it in the wanted form. */
  public void print(Console console, boolean json) {
    if (json) {
      console.print(json().toPrettyString());
      return;
    }
    String lead = table.lead().orElse(null);
    console.print(
        "Readers of %s now see %s, %s."
            .formatted(
                table.name(),
                seen(table.head("main")),
                lead == null ? "and nothing newer until a promote" : "and what it commits next"));
    if (undo != null) {
      console.note("To take it back: " + undo);
    }
  }

  /** A tidemark as a sentence names it. */
  public static String seen(Optional<Tidemark> head) {
    return head.map(mark -> "run %s, epoch %d".formatted(mark.run(), mark.epoch()))
        .orElse("the empty beginning");
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("table", table.name().toString());
    json.put("version", Long.toString(table.table().currentSnapshot().snapshotId()));
    json.put("lead", table.lead().orElse(null));
    Optional<Tidemark> head = table.head("main");
    if (head.isPresent()) {
      json.putObject("readers")
          .put("run", head.get().run())
          .put("epoch", head.get().epoch())
          .put("id", head.get().id());
    } else {
      json.putNull("readers");
    }
    json.set("marker", json(marker));
    json.put("undo", undo);
    return json;
  }

  private static ObjectNode json(Marker marker) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", marker.kind().name().toLowerCase(Locale.ROOT))
        .put("by", marker.by())
        .put("at", marker.at().toString())
        .put("reason", marker.reason())
        .put("from", marker.from())
        .put("to", marker.to());
  }
}
