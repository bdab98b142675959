/** What the tables must hold, worked out from the events alone, without any code of the jobs. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.reference;
