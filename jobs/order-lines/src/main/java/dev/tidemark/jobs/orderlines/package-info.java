/** The live table {@code shop.order_lines}. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.jobs.orderlines;
