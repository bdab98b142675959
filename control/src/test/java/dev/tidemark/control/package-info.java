@NullMarked
package dev.tidemark.control;

import org.jspecify.annotations.NullMarked;
