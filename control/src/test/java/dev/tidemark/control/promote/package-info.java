@NullMarked
package dev.tidemark.control.promote;

import org.jspecify.annotations.NullMarked;
