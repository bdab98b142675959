package dev.tidemark.control;

/**
 * A command that cannot do its work, for a reason that its user can act on. The message is the
 * whole output: fact, value, next step.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of reason; each has an exit code of its own. */
  public enum Kind {
    /** What was asked for is not there, or does not fit. */
    UNFIT,
    /** What was typed is not understood, though it is in its place. */
    NOT_UNDERSTOOD,
    /** The table, as it is, does not allow it. Nothing was changed. */
    REFUSED,
    /** Kafka, registry, catalog, storage or Flink does not answer, or nobody says where it is. */
    UNREACHABLE,
    /** A fault of Tidemark's own, in a process that it has started. */
    FAULT
  }

  private final Kind kind;

  private CommandFailure(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  private CommandFailure(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public CommandFailure(String sentence) {
    this(Kind.UNFIT, sentence);
  }

  public CommandFailure(String sentence, Throwable cause) {
    this(Kind.UNFIT, sentence, cause);
  }

  public static CommandFailure notUnderstood(String sentence) {
    return new CommandFailure(Kind.NOT_UNDERSTOOD, sentence);
  }

  public static CommandFailure refused(String sentence) {
    return new CommandFailure(Kind.REFUSED, sentence);
  }

  public static CommandFailure refused(String sentence, Throwable cause) {
    return new CommandFailure(Kind.REFUSED, sentence, cause);
  }

  public static CommandFailure unreachable(String sentence) {
    return new CommandFailure(Kind.UNREACHABLE, sentence);
  }

  public static CommandFailure unreachable(String sentence, Throwable cause) {
    return new CommandFailure(Kind.UNREACHABLE, sentence, cause);
  }

  public static CommandFailure fault(String sentence) {
    return new CommandFailure(Kind.FAULT, sentence);
  }

  public Kind kind() {
    return kind;
  }
}
