/** The two jobs that are compared; they run in JVMs of their own. */
@NullMarked
package dev.tidemark.bench.job;

import org.jspecify.annotations.NullMarked;
