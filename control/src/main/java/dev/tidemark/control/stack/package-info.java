/** A stack on this machine for other commands to use: {@code tidemark up} and {@code down}. */
@NullMarked
package dev.tidemark.control.stack;

import org.jspecify.annotations.NullMarked;
