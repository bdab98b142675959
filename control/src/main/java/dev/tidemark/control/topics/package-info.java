/** What the topics of a stack hold: {@code tidemark topics}. */
@NullMarked
package dev.tidemark.control.topics;

import org.jspecify.annotations.NullMarked;
