/** Rebuilding a table beside the live one: {@code tidemark replay}. */
@NullMarked
package dev.tidemark.control.replay;

import org.jspecify.annotations.NullMarked;
