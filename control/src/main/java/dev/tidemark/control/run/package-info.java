/** Starting and stopping runs: {@code tidemark run} and {@code tidemark stop}. */
@NullMarked
package dev.tidemark.control.run;

import org.jspecify.annotations.NullMarked;
