/** The process behind the stack's REST catalog. Runs alone, on its own distribution. */
@NullMarked
package dev.tidemark.local.rest;

import org.jspecify.annotations.NullMarked;
