/** The live table {@code shop.product_catalog}. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.jobs.productcatalog;
