/** Whether this machine and its stack are well: {@code tidemark doctor}. */
@NullMarked
package dev.tidemark.control.doctor;

import org.jspecify.annotations.NullMarked;
