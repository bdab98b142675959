/** How fast rows are read and digested. */
@NullMarked
package dev.tidemark.bench.digest;

import org.jspecify.annotations.NullMarked;
