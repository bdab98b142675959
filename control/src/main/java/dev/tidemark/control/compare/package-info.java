/** Whether two versions of a table are equal: {@code tidemark compare}. */
@NullMarked
package dev.tidemark.control.compare;

import org.jspecify.annotations.NullMarked;
