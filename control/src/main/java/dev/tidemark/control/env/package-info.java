/** How other engines reach the tables of the running stack: {@code tidemark env}. */
@NullMarked
package dev.tidemark.control.env;

import org.jspecify.annotations.NullMarked;
