/** The {@code tidemark} command. */
@NullMarked
package dev.tidemark.control;

import org.jspecify.annotations.NullMarked;
