/** Trino in a process of its own, asked with SQL alone. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.trino;
