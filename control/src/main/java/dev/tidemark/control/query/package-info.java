/** Asking live tables with SQL: {@code tidemark query}. */
@NullMarked
package dev.tidemark.control.query;

import org.jspecify.annotations.NullMarked;
