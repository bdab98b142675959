/** Starts and continuations that must be refused, with the sentence that says why. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.refusal;
