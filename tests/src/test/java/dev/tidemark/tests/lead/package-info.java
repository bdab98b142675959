/** Several runs of one table, and who of them moves main. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.lead;
