package dev.tidemark.local;

/** Says why a child ended, as far as its log tells. */
final class DeathSentence {
  private static final int LINES = 6;

  private DeathSentence() {}

  static String of(ChildJvm jvm, int exitCode, long logStart) {
    LogTail tail = LogTail.of(jvm.logFile(), logStart);
    if (tail.saysDiskFull()) {
      return "%s ended with exit code %d because the disk is full. Free some space and start it again; its log is %s."
          .formatted(jvm.name(), exitCode, jvm.logFile());
    }
    if (tail.saysPortTaken()) {
      return "%s ended with exit code %d because another process holds a port of it. End that process and start it again; the port is in its log %s."
          .formatted(jvm.name(), exitCode, jvm.logFile());
    }
    return "%s ended with exit code %d before it was ready. Read %s; it says:\n  %s"
        .formatted(
            jvm.name(), exitCode, jvm.logFile(), String.join("\n  ", tail.complaints(LINES)));
  }
}
