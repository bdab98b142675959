package dev.tidemark.control.demo;

import dev.tidemark.lineage.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table at one moment, as the demo shows it.
 *
 * @param lead the run that moves {@code main}; null if none does
 * @param stale how far it lies behind its topics, for people
 * @param newest its newest epochs, the newest first; empty before the first
 * @param quarantined rows in its quarantine
 * @param trouble what makes its job fail at the moment; null if nothing does
 */
record TableView(
    String name,
    @Nullable String lead,
    String stale,
    List<Version.Stamped> newest,
    long quarantined,
    @Nullable String trouble) {
  TableView {
    newest = List.copyOf(newest);
  }
}
