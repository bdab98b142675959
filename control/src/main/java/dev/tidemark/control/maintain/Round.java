package dev.tidemark.control.maintain;

import dev.tidemark.maintenance.Compacted;
import dev.tidemark.maintenance.Maintenance;
import dev.tidemark.maintenance.Policy;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One round of maintenance of one table. */
final class Round {
  private final Maintenance maintenance;
  private final Policy policy;
  private final boolean dryRun;
  private final Consumer<String> progress;

  Round(Maintenance maintenance, Policy policy, boolean dryRun, Consumer<String> progress) {
    this.maintenance = maintenance;
    this.policy = policy;
    this.dryRun = dryRun;
    this.progress = progress;
  }

  Report perform(Set<Step> steps) {
    Report report = new Report(dryRun);
    for (Step step : Step.values()) {
      if (steps.contains(step)) {
        progress.accept(step + " …");
        perform(step, report);
      }
    }
    return report;
  }

  private void perform(Step step, Report report) {
    switch (step) {
      case compact ->
          report.compacted(
              dryRun ? maintenance.wouldCompact() : maintenance.compact(this::compacting));
      case expire ->
          report.expired(
              dryRun
                  ? new Maintenance.Expired(maintenance.wouldExpire(policy), 0, 0, 0)
                  : maintenance.expire(policy));
      case orphans -> {
        List<String> found = maintenance.findOrphans(policy);
        if (!dryRun) {
          maintenance.remove(found);
        }
        report.orphans(found);
      }
    }
  }

  private void compacting(Compacted soFar) {
    progress.accept(
        "compact: %,d files into %,d, %,d rows"
            .formatted(soFar.filesBefore(), soFar.filesAfter(), soFar.rows()));
  }
}
