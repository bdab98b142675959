/**
 * Examples of definitions: events that are given, rows that are expected. {@code tidemark test}
 * reads them, has a job make the rows, and compares.
 */
@NullMarked
package dev.tidemark.control.example;

import org.jspecify.annotations.NullMarked;
