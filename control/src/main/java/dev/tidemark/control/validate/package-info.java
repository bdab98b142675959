/** {@code tidemark validate}. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.control.validate;
