package dev.tidemark.local;

import java.io.IOException;

/** Asks a starting process whether it answers. An exception means not yet. */
@FunctionalInterface
public interface ReadyCheck {
  /** Whether it answers now; returns soon either way. */
  boolean ready() throws IOException;
}
