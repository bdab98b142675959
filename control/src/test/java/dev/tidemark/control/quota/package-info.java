@NullMarked
package dev.tidemark.control.quota;

import org.jspecify.annotations.NullMarked;
