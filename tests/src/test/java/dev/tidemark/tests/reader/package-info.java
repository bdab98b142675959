/** What every engine that reads live tables must find in one. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.reader;
