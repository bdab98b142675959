/** Launching benchmarks, which are no part of the command. */
@NullMarked
package dev.tidemark.control.bench;

import org.jspecify.annotations.NullMarked;
