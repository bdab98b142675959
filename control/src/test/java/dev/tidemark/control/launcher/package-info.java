@NullMarked
package dev.tidemark.control.launcher;

import org.jspecify.annotations.NullMarked;
