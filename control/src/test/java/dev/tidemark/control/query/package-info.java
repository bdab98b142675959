@NullMarked
package dev.tidemark.control.query;

import org.jspecify.annotations.NullMarked;
