/** {@code tidemark generate}: a made-up shop, whose events follow from a seed alone. */
@NullMarked
package dev.tidemark.control.generate;

import org.jspecify.annotations.NullMarked;
