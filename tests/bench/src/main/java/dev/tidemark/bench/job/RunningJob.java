package dev.tidemark.bench.job;

import java.nio.file.Path;

/** A job whose table is watched. */
public interface RunningJob {
  /** The job's process. */
  ProcessHandle handle();

  /** What the job wrote. */
  Path log();

  /**
   * @throws IllegalStateException if the job's process has ended
   */
  void failIfDead();
}
