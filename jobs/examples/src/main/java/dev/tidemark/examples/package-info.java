/** Runs the examples of definitions through the real pipeline; {@code tidemark test} compares. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.examples;
