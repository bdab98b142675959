@NullMarked
package dev.tidemark.bench.events;

import org.jspecify.annotations.NullMarked;
