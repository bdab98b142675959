/** Moving the lead: {@code tidemark promote} and {@code tidemark undo}. */
@NullMarked
package dev.tidemark.control.promote;

import org.jspecify.annotations.NullMarked;
