/** How long from a record's timestamp until it is in main. */
@NullMarked
package dev.tidemark.bench.freshness;

import org.jspecify.annotations.NullMarked;
