@NullMarked
package dev.tidemark.control.profile;

import org.jspecify.annotations.NullMarked;
