/**
 * The embedded stack: real Kafka, schema registry, S3 server, catalogs and Flink processes on this
 * machine, for the demo and for tests. {@link dev.tidemark.local.LocalStack} is the entry.
 */
@NullMarked
package dev.tidemark.local;

import org.jspecify.annotations.NullMarked;
