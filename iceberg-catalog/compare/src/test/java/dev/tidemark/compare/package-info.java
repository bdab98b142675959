@NullMarked
package dev.tidemark.compare;

import org.jspecify.annotations.NullMarked;
