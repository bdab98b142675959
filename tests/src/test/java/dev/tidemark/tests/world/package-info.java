/** Services, topics and definitions of one test. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.world;
