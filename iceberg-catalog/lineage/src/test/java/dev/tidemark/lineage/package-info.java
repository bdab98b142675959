@NullMarked
package dev.tidemark.lineage;

import org.jspecify.annotations.NullMarked;
