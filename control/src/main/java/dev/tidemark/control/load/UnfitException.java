package dev.tidemark.control.load;

import java.util.List;
import java.util.stream.Collectors;

/** A value or a row that does not fit; a part of the ordinary course, so without a stack trace. */
public final class UnfitException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Misfit> misfits;

  /**
   * @param found what stands there, as part of a sentence
   * @param accepted what may stand there
   */
  public UnfitException(String found, String accepted) {
    this(List.of(Misfit.ofRow(found, accepted)));
  }

  UnfitException(List<Misfit> misfits) {
    super(
        misfits.stream().map(Misfit::sentence).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.misfits = List.copyOf(misfits);
  }

  /** At least one. */
  List<Misfit> misfits() {
    return misfits;
  }
}
