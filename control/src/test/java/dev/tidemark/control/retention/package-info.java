@NullMarked
package dev.tidemark.control.retention;

import org.jspecify.annotations.NullMarked;
