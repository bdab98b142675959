/** The job artifact: one main for all definitions. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.jobs;
