@NullMarked
package dev.tidemark.control.stack;

import org.jspecify.annotations.NullMarked;
