@NullMarked
package dev.tidemark.control.command;

import org.jspecify.annotations.NullMarked;
