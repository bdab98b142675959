/** {@code tidemark maintain}: what keeps a live table affordable. */
@NullMarked
package dev.tidemark.control.maintain;

import org.jspecify.annotations.NullMarked;
