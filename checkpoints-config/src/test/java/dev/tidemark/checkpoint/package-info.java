@NullMarked
package dev.tidemark.checkpoint;

import org.jspecify.annotations.NullMarked;
