@NullMarked
package dev.tidemark.control.history;

import org.jspecify.annotations.NullMarked;
