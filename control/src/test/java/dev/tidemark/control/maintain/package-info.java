@NullMarked
package dev.tidemark.control.maintain;

import org.jspecify.annotations.NullMarked;
