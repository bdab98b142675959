/** Flink's REST interface, as far as runs need it. */
@NullMarked
package dev.tidemark.control.flink;

import org.jspecify.annotations.NullMarked;
