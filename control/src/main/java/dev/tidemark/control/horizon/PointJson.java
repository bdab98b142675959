package dev.tidemark.control.horizon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.lineage.RecoveryPoint;

/** A recovery point for programs. */
public final class PointJson {
  private PointJson() {}

  public static ObjectNode of(ObjectNode into, RecoveryPoint point) {
    return into.put("run", point.run())
        .put("checkpoint", point.checkpoint())
        .put("version", Long.toString(point.snapshotId()))
        .put("taken", point.taken().toString())
        .put("savepoint", point.savepoint());
  }
}
