/** The job artifact in processes of its own, to be killed and restarted. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.job;
