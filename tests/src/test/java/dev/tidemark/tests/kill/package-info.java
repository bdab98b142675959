/** Processes killed at seeded moments under load: nothing is lost, nothing doubled. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.kill;
