/** Watching a table's versions become visible, and checking what they hold. */
@NullMarked
package dev.tidemark.bench.table;

import org.jspecify.annotations.NullMarked;
