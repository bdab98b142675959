package dev.tidemark.local;

import java.io.IOException;

/** How one service of one JVM is run in a folder. Made once per start; addresses are fixed then. */
interface Recipe {
  /** Writes configuration, prepares data that must exist before, and returns the JVM to start. */
  ChildJvm.Builder prepare() throws IOException;
}
