@NullMarked
package dev.tidemark.compare.rows;

import org.jspecify.annotations.NullMarked;
