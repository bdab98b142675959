@NullMarked
package dev.tidemark.control.freshness;

import org.jspecify.annotations.NullMarked;
