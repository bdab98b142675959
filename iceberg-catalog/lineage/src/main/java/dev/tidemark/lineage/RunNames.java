package dev.tidemark.lineage;

/** What a run may be called, and the branch that its name gives. */
final class RunNames {
  private static final String PREFIX = "run_";

  private RunNames() {}

  /** Branch names go into SQL ({@code table.branch_run_r1}); hence the narrow alphabet. */
  static String check(String run) {
    if (!run.matches("[a-z0-9][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "Run id \"%s\" does not fit; use 1 to 63 lower-case letters, digits and underscores, beginning with a letter or digit."
              .formatted(run));
    }
    return run;
  }

  static String branch(String run) {
    return PREFIX + check(run);
  }
}
