/** How many records a second, at what cost. */
@NullMarked
package dev.tidemark.bench.throughput;

import org.jspecify.annotations.NullMarked;
