/** {@code tidemark demo}: a whole stack with live tables, for a while. */
@NullMarked
package dev.tidemark.control.demo;

import org.jspecify.annotations.NullMarked;
