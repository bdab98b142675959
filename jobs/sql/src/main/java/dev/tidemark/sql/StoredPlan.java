package dev.tidemark.sql;

import dev.tidemark.connector.plan.RunRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;

/**
 * The compiled plan of a definition, kept beside its table: {@code
 * <location>/tidemark/plans/<fingerprint>-flink-2.1.json}. Every start of the definition runs this
 * plan, so a newer Tidemark, or a planner with other ideas, does not move a run's state.
 *
 * <p>Written once and never replaced. Two first starts may both find nothing and both write: they
 * write the same, since a plan depends on the definition alone ({@link CompiledView}), and a store
 * shows one of the two whole. For the same reason nothing is lost if somebody who cleans up files
 * that no snapshot names takes the plan away: the next start compiles it again, and it is the same
 * unless Tidemark was upgraded in between. Leave {@code tidemark/} out of such cleaning.
 */
final class StoredPlan {
  private final Table table;

  StoredPlan(Table table) {
    this.table = table;
  }

  /**
   * The plan of a definition; empty if there is none.
   *
   * @throws RunRefusedException if a file is there that is no plan
   */
  Optional<String> read(String fingerprint) {
    InputFile file = table.io().newInputFile(path(fingerprint));
    try {
      if (!file.exists()) {
        return Optional.empty();
      }
      try (InputStream in = file.newStream()) {
        return Optional.of(
            whole(new String(in.readAllBytes(), StandardCharsets.UTF_8), fingerprint));
      }
    } catch (NotFoundException removed) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String whole(String plan, String fingerprint) {
    try {
      PlanSteps.of(plan);
      return plan;
    } catch (IllegalArgumentException broken) {
      throw new RunRefusedException(
          "The stored plan %s cannot be read: %s Delete it; the next start compiles the same again."
              .formatted(path(fingerprint), broken.getMessage()));
    }
  }

  /** Keeps a plan; gives the one that is kept, which is an older one if there was one. */
  String keep(String fingerprint, String plan) {
    Optional<String> kept = read(fingerprint);
    if (kept.isPresent()) {
      return kept.get();
    }
    try (OutputStream out = table.io().newOutputFile(path(fingerprint)).create()) {
      out.write(plan.getBytes(StandardCharsets.UTF_8));
    } catch (AlreadyExistsException another) {
      return read(fingerprint).orElse(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plan;
  }

  String path(String fingerprint) {
    return "%s/tidemark/plans/%s-flink-2.1.json".formatted(table.location(), fingerprint);
  }
}
