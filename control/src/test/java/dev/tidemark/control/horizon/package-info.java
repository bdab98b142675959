@NullMarked
package dev.tidemark.control.horizon;

import org.jspecify.annotations.NullMarked;
