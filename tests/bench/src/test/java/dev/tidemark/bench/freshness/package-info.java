@NullMarked
package dev.tidemark.bench.freshness;

import org.jspecify.annotations.NullMarked;
