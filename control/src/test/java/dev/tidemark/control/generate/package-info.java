@NullMarked
package dev.tidemark.control.generate;

import org.jspecify.annotations.NullMarked;
