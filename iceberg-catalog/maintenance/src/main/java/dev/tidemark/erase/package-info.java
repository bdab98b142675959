/**
 * Erases persons from a live table: their rows from every branch, their records from quarantine,
 * and the versions and tags that still hold them; and keeps them out of what lands later.
 */
@NullMarked
package dev.tidemark.erase;

import org.jspecify.annotations.NullMarked;
