/** Measuring {@code tidemark load}, by its own command line. */
@NullMarked
package dev.tidemark.bench.load;

import org.jspecify.annotations.NullMarked;
