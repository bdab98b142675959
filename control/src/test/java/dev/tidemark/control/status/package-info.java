@NullMarked
package dev.tidemark.control.status;

import org.jspecify.annotations.NullMarked;
