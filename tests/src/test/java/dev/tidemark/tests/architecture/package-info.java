/** Rules of the design that hold over all modules. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.architecture;
