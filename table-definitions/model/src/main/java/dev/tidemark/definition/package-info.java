/** Definitions: what a live table is made of, read from {@code table.yaml} and checked. */
@NullMarked
package dev.tidemark.definition;

import org.jspecify.annotations.NullMarked;
