@NullMarked
package dev.tidemark.control.flink;

import org.jspecify.annotations.NullMarked;
