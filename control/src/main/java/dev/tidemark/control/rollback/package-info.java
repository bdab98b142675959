/** Keeping readers away from bad data: {@code tidemark hold} and {@code tidemark rollback}. */
@NullMarked
package dev.tidemark.control.rollback;

import org.jspecify.annotations.NullMarked;
