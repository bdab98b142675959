/** Loading lines of files into topics: a mapping makes Avro records of them. */
@NullMarked
package dev.tidemark.control.load;

import org.jspecify.annotations.NullMarked;
