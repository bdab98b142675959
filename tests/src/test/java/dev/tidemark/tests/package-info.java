/** What crosses modules: whole jobs against real services, faults among them. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests;
