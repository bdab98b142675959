/** Tests of {@code tidemark replay}. */
@NullMarked
package dev.tidemark.control.replay;

import org.jspecify.annotations.NullMarked;
