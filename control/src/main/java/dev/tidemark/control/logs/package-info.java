/** What services and jobs of a stack write: {@code tidemark logs}. */
@NullMarked
package dev.tidemark.control.logs;

import org.jspecify.annotations.NullMarked;
