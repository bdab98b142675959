@NullMarked
package dev.tidemark.control.load;

import org.jspecify.annotations.NullMarked;
