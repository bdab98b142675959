@NullMarked
package dev.tidemark.control.compare;

import org.jspecify.annotations.NullMarked;
