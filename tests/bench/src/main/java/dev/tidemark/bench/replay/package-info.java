/** Replays beside live tables, with every command typed as a person types it. */
@NullMarked
package dev.tidemark.bench.replay;

import org.jspecify.annotations.NullMarked;
