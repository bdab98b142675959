/** How long topics keep their events, against how far back a table is meant to go. */
@NullMarked
package dev.tidemark.control.retention;

import org.jspecify.annotations.NullMarked;
