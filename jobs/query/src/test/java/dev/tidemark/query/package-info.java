@NullMarked
package dev.tidemark.query;

import org.jspecify.annotations.NullMarked;
