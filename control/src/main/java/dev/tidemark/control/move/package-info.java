/** What commands that move {@code main} have in common. */
@NullMarked
package dev.tidemark.control.move;

import org.jspecify.annotations.NullMarked;
