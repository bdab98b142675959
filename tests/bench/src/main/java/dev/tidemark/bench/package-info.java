/** Measures the sink against Iceberg's own, side by side on the local stack. */
@NullMarked
package dev.tidemark.bench;

import org.jspecify.annotations.NullMarked;
