@NullMarked
package dev.tidemark.control.env;

import org.jspecify.annotations.NullMarked;
