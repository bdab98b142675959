/** Whether two versions hold the same events, and whether they have the same rows. */
@NullMarked
package dev.tidemark.compare;

import org.jspecify.annotations.NullMarked;
