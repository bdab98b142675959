/** The {@code tidemark} command as a user has it: built, launched by its script, in a process. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.command;
