@NullMarked
package dev.tidemark.definition;

import org.jspecify.annotations.NullMarked;
