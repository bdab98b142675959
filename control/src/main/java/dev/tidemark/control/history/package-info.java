/** Reading what a table was: {@code tidemark history} and {@code tidemark show}. */
@NullMarked
package dev.tidemark.control.history;

import org.jspecify.annotations.NullMarked;
