/** The same events in other orders of their partitions: the same rows. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.interleaving;
