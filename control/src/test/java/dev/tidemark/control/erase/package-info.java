@NullMarked
package dev.tidemark.control.erase;

import org.jspecify.annotations.NullMarked;
