/** One run of a definition: its arguments, what is checked before it starts, its topology. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.pipeline.run;
