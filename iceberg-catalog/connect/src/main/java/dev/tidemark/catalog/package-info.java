/**
 * Opening Iceberg catalogs from settings, finding out whether a catalog keeps what Tidemark relies
 * on, and turning table definitions into Iceberg schemas.
 */
@NullMarked
package dev.tidemark.catalog;

import org.jspecify.annotations.NullMarked;
