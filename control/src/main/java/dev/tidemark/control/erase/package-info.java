/** Erasing persons from a live table: {@code tidemark erase}. */
@NullMarked
package dev.tidemark.control.erase;

import org.jspecify.annotations.NullMarked;
