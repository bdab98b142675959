/** Tests of reading and comparing examples. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.control.example;
