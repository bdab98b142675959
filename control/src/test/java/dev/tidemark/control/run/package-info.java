@NullMarked
package dev.tidemark.control.run;

import org.jspecify.annotations.NullMarked;
