/** The same artifact on a session cluster of separate JVMs. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.cluster;
