/** What every job is made of: a transform between sources and sink, and one run of it. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.pipeline;
