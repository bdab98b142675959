package dev.tidemark.control.run;

/** Where a job runs. */
public enum Target {
  /** In a process of its own on this machine. */
  local,
  /** On the session cluster of the stack. */
  cluster
}
