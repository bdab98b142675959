@NullMarked
package dev.tidemark.control.doctor;

import org.jspecify.annotations.NullMarked;
