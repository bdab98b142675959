/** Events that tests make, send and remember: the truth that tables are compared with. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.events;
