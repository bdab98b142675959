/** Services that go away under load and come back. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.outage;
