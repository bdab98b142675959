/** Whole runs without faults: both tables equal what was sent. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.live;
