/** How far back a table can go, and the recovery points that make it so: {@code watch, horizon}. */
@NullMarked
package dev.tidemark.control.horizon;

import org.jspecify.annotations.NullMarked;
