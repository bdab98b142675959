/**
 * Keeps a live table affordable: forgets old versions, rewrites small files and settled deletes,
 * removes what nothing refers to. It never touches what a tag, the recovery horizon, a warm run or
 * an epoch that has not landed yet needs.
 */
@NullMarked
package dev.tidemark.maintenance;

import org.jspecify.annotations.NullMarked;
