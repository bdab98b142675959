/** Checkpoint profiles by name, and the rules that every run's checkpoints keep. */
@NullMarked
package dev.tidemark.checkpoint;

import org.jspecify.annotations.NullMarked;
