/** The events of the benchmark: made from their number, loaded at once or at a pace. */
@NullMarked
package dev.tidemark.bench.events;

import org.jspecify.annotations.NullMarked;
