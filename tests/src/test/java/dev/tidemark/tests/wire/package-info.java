/** Answers lost on the wire between a job and its storage or catalog. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.wire;
