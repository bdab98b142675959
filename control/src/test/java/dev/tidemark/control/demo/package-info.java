@NullMarked
package dev.tidemark.control.demo;

import org.jspecify.annotations.NullMarked;
