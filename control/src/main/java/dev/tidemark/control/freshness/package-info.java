/** How far a table lies behind its topics. */
@NullMarked
package dev.tidemark.control.freshness;

import org.jspecify.annotations.NullMarked;
