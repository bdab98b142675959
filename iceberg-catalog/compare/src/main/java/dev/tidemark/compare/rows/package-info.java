/** Rows of one version of a table, deletes applied, as canonical bytes, and their digest. */
@NullMarked
package dev.tidemark.compare.rows;

import org.jspecify.annotations.NullMarked;
