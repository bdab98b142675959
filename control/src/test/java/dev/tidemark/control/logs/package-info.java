@NullMarked
package dev.tidemark.control.logs;

import org.jspecify.annotations.NullMarked;
