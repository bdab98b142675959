package dev.tidemark.control.doctor;

/**
 * What was found about one thing.
 *
 * @param what it is about
 * @param found the fact, with its value
 * @param next what to do; empty if it is well
 */
record Finding(Verdict verdict, String what, String found, String next) {
  enum Verdict {
    OK,
    /** Works, but not well. */
    WARN,
    FAIL
  }

  static Finding ok(String what, String found) {
    return new Finding(Verdict.OK, what, found, "");
  }

  static Finding warn(String what, String found, String next) {
    return new Finding(Verdict.WARN, what, found, next);
  }

  static Finding fail(String what, String found, String next) {
    return new Finding(Verdict.FAIL, what, found, next);
  }
}
