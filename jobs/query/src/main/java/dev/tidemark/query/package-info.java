/**
 * One bounded SQL statement over live tables, in a process of its own: {@code RunQuery} is what the
 * {@code tidemark query} command starts.
 */
@NullMarked
package dev.tidemark.query;

import org.jspecify.annotations.NullMarked;
