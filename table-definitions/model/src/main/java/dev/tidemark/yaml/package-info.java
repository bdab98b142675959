/**
 * Reading YAML files that people write: every value knows its line and column, all problems are
 * collected, unknown keys are problems.
 */
@NullMarked
package dev.tidemark.yaml;

import org.jspecify.annotations.NullMarked;
