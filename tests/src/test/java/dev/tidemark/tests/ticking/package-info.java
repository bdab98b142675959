/** A pipeline whose epochs hold rows while offsets stand still. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.ticking;
