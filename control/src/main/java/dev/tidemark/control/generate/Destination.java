package dev.tidemark.control.generate;

import dev.tidemark.control.CommandFailure;

/** Where messages go. */
interface Destination {
  /**
   * Takes a message, at once or soon.
   *
   * @throws CommandFailure if an earlier one was refused
   */
  void send(Message message);

  /** Returns when all that was sent has arrived. */
  void flush();

  /** Called before a while without messages: what was sent is to be seen. */
  default void idle() {}

  /** Whether somebody still takes messages. */
  default boolean isOpen() {
    return true;
  }
}
