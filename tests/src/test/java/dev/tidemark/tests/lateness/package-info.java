/** Late records: the same verdicts whatever is killed and rescaled. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.lateness;
