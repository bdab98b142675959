/** Reading live tables as anyone would, and watching every version of them. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.table;
