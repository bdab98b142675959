/** The runs of a table: {@code tidemark runs}, {@code retire} and {@code exclusions}. */
@NullMarked
package dev.tidemark.control.runs;

import org.jspecify.annotations.NullMarked;
